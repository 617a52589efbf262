metadata description = 'The private endpoint of one service of one resource, found by name within the network.'

@description('Name of the endpoint.')
param name string

@description('Region.')
param location string

@description('Tags of the endpoint.')
param tags object

@description('Resource id of what the endpoint leads to.')
param targetId string

@description('Service of the target: blob, queue, table, vault or sites.')
param groupId string

@description('Name of the private DNS zone of that service. It exists in this resource group.')
param zoneName string

@description('Resource id of the subnet that the endpoint is in.')
param subnetId string

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' existing = {
  name: zoneName
}

resource endpoint 'Microsoft.Network/privateEndpoints@2025-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: groupId
        properties: {
          privateLinkServiceId: targetId
          groupIds: [
            groupId
          ]
        }
      }
    ]
  }
}

resource zoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-01-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: groupId
        properties: {
          privateDnsZoneId: zone.id
        }
      }
    ]
  }
}
