metadata description = 'Durable Task Scheduler: the managed back end of orchestrations, in place of queues and tables.'

@description('Name of the scheduler: 3 to 64 letters, digits and hyphens.')
param name string

@description('Region.')
param location string

@description('Tags of the scheduler.')
param tags object

@description('Consumption is billed by action, Dedicated by capacity unit.')
@allowed(['Consumption', 'Dedicated'])
param sku string

@description('Object id of the identity that the app runs as.')
param principalId string

@description('Name of the task hub in it.')
param taskHub string

@description('Addresses, in CIDR notation, that may reach the scheduler. It accepts signed-in callers only, wherever they are.')
param ipAllowlist array

var durableTaskContributor = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '0ad04412-c4d5-4796-b79c-f76d14c8d402') // Durable Task Data Contributor

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    ipAllowlist: ipAllowlist
    sku: sku == 'Dedicated'
      ? {
          name: sku
          capacity: 1
        }
      : {
          name: sku
        }
  }
}

resource hub 'Microsoft.DurableTask/schedulers/taskHubs@2025-11-01' = {
  parent: scheduler
  name: taskHub
}

resource hostOrchestrations 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(hub.id, principalId, durableTaskContributor)
  scope: hub
  properties: {
    roleDefinitionId: durableTaskContributor
    principalId: principalId
    principalType: 'ServicePrincipal'
    description: 'Host: starts, runs and looks up orchestrations in the task hub.'
  }
}

@description('Address of the scheduler.')
output endpoint string = scheduler.properties.endpoint
