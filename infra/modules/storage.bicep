metadata description = 'A storage account with its containers: no shared keys, no anonymous access, TLS 1.2 or later.'

@description('Name of the account: 3 to 24 lower-case letters and digits.')
param name string

@description('Region.')
param location string

@description('Tags of the account.')
param tags object

@description('Replication, such as Standard_LRS or Standard_ZRS.')
param sku string

@description('Names of the blob containers.')
param containers array

@description('Days for which deleted and replaced blobs can be brought back; 0 keeps none.')
param softDeleteDays int

@description('Whether the account answers on the internet. If not, it needs private endpoints.')
param publicAccess bool

@description('Operations on blobs that are logged: StorageRead, StorageWrite, StorageDelete. Empty: none.')
param auditedOperations array

@description('Resource id of the workspace that the log goes to.')
param workspaceId string

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: sku
  }
  properties: {
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    isLocalUserEnabled: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: publicAccess ? 'Allow' : 'Deny'
    }
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: softDeleteDays > 0
    ? {
        deleteRetentionPolicy: {
          enabled: true
          days: softDeleteDays
        }
        containerDeleteRetentionPolicy: {
          enabled: true
          days: softDeleteDays
        }
      }
    : {
        deleteRetentionPolicy: {
          enabled: false
        }
        containerDeleteRetentionPolicy: {
          enabled: false
        }
      }
}

resource blobContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = [
  for container in containers: {
    parent: blobService
    name: container
    properties: {
      publicAccess: 'None'
    }
  }
]

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(auditedOperations)) {
  name: 'audit'
  scope: blobService
  properties: {
    workspaceId: workspaceId
    logs: [
      for operation in auditedOperations: {
        category: operation
        enabled: true
      }
    ]
  }
}

@description('Resource id of the account.')
output id string = account.id

@description('Blob endpoint of the account, with a slash at its end.')
output blobEndpoint string = account.properties.primaryEndpoints.blob
