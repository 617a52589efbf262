metadata description = 'Every role that anybody is given, each on the smallest scope that does, with the reason. There are no keys beside them. The role on a scheduler is in scheduler.bicep.'

@description('Object id of the identity that the app runs as.')
param principalId string

@description('Name of the storage account of the Functions host and the task hub.')
param hubAccountName string

@description('Name of the container in it that holds the deployed package.')
param packageContainerName string

@description('Name of the storage account of the models.')
param modelAccountName string

@description('Name of the container in it that holds models and records.')
param modelContainerName string

@description('Name of the container in it that holds raw data.')
param sourceContainerName string

@description('Name of the vault.')
param vaultName string

@description('Name of the Application Insights component.')
param componentName string

@description('Whether orchestrations are kept in the storage account, and not in a Durable Task Scheduler.')
param hubInStorage bool

@description('Object id of who uploads packages to the container of packages; empty: nobody.')
param deployerPrincipalId string

var roles = {
  blobOwner: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b') // Storage Blob Data Owner
  blobContributor: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe') // Storage Blob Data Contributor
  blobReader: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1') // Storage Blob Data Reader
  queueContributor: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '974c5e8b-45b9-4653-ba55-5f855dd0fb88') // Storage Queue Data Contributor
  tableContributor: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3') // Storage Table Data Contributor
  secretsUser: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6') // Key Vault Secrets User
  metricsPublisher: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '3913510d-42f4-4e42-8a64-420c390055eb') // Monitoring Metrics Publisher
}

resource hubAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: hubAccountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource packages 'containers' existing = {
      name: packageContainerName
    }
  }
}

resource modelAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: modelAccountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource models 'containers' existing = {
      name: modelContainerName
    }

    resource sources 'containers' existing = {
      name: sourceContainerName
    }
  }
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource hostBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(hubAccount.id, principalId, roles.blobOwner)
  scope: hubAccount
  properties: {
    roleDefinitionId: roles.blobOwner
    principalId: principalId
    principalType: 'ServicePrincipal'
    description: 'Host: function keys, timer locks, leases of the task hub, the deployed package.'
  }
}

resource hostTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(hubAccount.id, principalId, roles.tableContributor)
  scope: hubAccount
  properties: {
    roleDefinitionId: roles.tableContributor
    principalId: principalId
    principalType: 'ServicePrincipal'
    description: 'Host: history and instances of the task hub, diagnostic events.'
  }
}

resource hostQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (hubInStorage) {
  name: guid(hubAccount.id, principalId, roles.queueContributor)
  scope: hubAccount
  properties: {
    roleDefinitionId: roles.queueContributor
    principalId: principalId
    principalType: 'ServicePrincipal'
    description: 'Host: control and work item queues of the task hub.'
  }
}

resource appModels 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(modelAccount::blobs::models.id, principalId, roles.blobContributor)
  scope: modelAccount::blobs::models
  properties: {
    roleDefinitionId: roles.blobContributor
    principalId: principalId
    principalType: 'ServicePrincipal'
    description: 'App: reads and writes models and records (BlobObjectStore).'
  }
}

resource appSources 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(modelAccount::blobs::sources.id, principalId, roles.blobReader)
  scope: modelAccount::blobs::sources
  properties: {
    roleDefinitionId: roles.blobReader
    principalId: principalId
    principalType: 'ServicePrincipal'
    description: 'App: reads raw data (BlobSource).'
  }
}

resource appSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, roles.secretsUser)
  scope: vault
  properties: {
    roleDefinitionId: roles.secretsUser
    principalId: principalId
    principalType: 'ServicePrincipal'
    description: 'App: settings that are references to secrets.'
  }
}

resource appTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(component.id, principalId, roles.metricsPublisher)
  scope: component
  properties: {
    roleDefinitionId: roles.metricsPublisher
    principalId: principalId
    principalType: 'ServicePrincipal'
    description: 'Host and app: send telemetry (FunctionsWorker).'
  }
}

resource deployerPackages 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(deployerPrincipalId)) {
  name: guid(hubAccount::blobs::packages.id, deployerPrincipalId, roles.blobContributor)
  scope: hubAccount::blobs::packages
  properties: {
    roleDefinitionId: roles.blobContributor
    principalId: deployerPrincipalId
    principalType: 'ServicePrincipal'
    description: 'Deployer: uploads the package (Premium plan).'
  }
}
