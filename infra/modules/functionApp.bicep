metadata description = 'The Function App with its plan and its settings.'

@description('Name of the app.')
param name string

@description('Region.')
param location string

@description('Tags of the resources.')
param tags object

@description('Hosting plan: flex (Flex Consumption) or premium (Elastic Premium).')
@allowed(['flex', 'premium'])
param plan string

@description('Memory of an instance in MB. Flex only.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('Most instances at a time.')
param maxInstances int

@description('Instances that are always running. Flex: for HTTP and for durable functions, each. Premium: at least 1 in any case.')
param alwaysReadyInstances int

@description('Size of an instance. Premium only.')
@allowed(['EP1', 'EP2', 'EP3'])
param premiumSku string

@description('Whether instances are spread over availability zones.')
param zoneRedundant bool

@description('Resource id of the identity that the app runs as.')
param identityId string

@description('Client id of that identity.')
param clientId string

@description('Name of the storage account of the host and the task hub.')
param hubAccountName string

@description('Address of the container that holds the deployed package.')
param packageContainerUri string

@description('Name of the package in that container. Premium only: Flex Consumption names it by itself.')
param packageName string

@description('Blob endpoint of the account of the models.')
param modelEndpoint string

@description('Container of the models.')
param modelContainer string

@description('Folders and prefixes that runs over HTTP and by schedule may read, separated by semicolons.')
param sources string

@description('What tasks see as their environment.')
param environmentName string

@description('Name of the task hub.')
param taskHub string

@description('Tick of the schedules, in NCRONTAB.')
param timerSchedule string

@description('Address of the Durable Task Scheduler; empty: orchestrations are kept in the storage account.')
param schedulerEndpoint string

@description('Where telemetry is sent to.')
param insightsConnectionString string

@description('Address of the vault.')
param vaultUri string

@description('Settings whose values are secrets in the vault: name of the setting → name of the secret.')
param vaultReferences object

@description('Further settings of the app, and other values for those set here: name → value.')
param appSettings object

@description('Resource id of the subnet that the app reaches out from; empty: the internet.')
param subnetId string

@description('Whether the app answers on the internet.')
param publicAccess bool

@description('Resource id of the workspace that the platform\'s log goes to.')
param workspaceId string

var isFlex = plan == 'flex'
var isPrivate = !empty(subnetId)

// Every setting that the code reads, with its default where the environment decides nothing.
var etlSettings = {
  Etl__Storage__blobServiceUri: modelEndpoint
  Etl__Container: modelContainer
  Etl__Environment: environmentName
  Etl__Sources: sources
  Etl__FunctionTimeout: '00:30:00'
  Etl__MaxFanOut: '100'
  Etl__TasksPerActivity: '1'
  Etl__MaxTasks: '10000'
  Etl__CancelGrace: '00:00:10'
  Etl__CancelPollInterval: '00:00:02'
  Etl__Cache__Folder: ''
  // 256 MiB: an instance of Flex Consumption has little local disk.
  Etl__Cache__MaxBytes: '268435456'
  EtlTaskHub: taskHub
  EtlTimerSchedule: timerSchedule
}

// What the host and the libraries read.
var hostSettings = {
  AzureWebJobsStorage__accountName: hubAccountName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: clientId
  AZURE_CLIENT_ID: clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${clientId};Authorization=AAD'
}

// Flex Consumption has these as properties of the app, and refuses them as settings.
var premiumSettings = {
  FUNCTIONS_EXTENSION_VERSION: '~4'
  FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'
  WEBSITE_RUN_FROM_PACKAGE: '${packageContainerUri}/${packageName}'
  WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identityId
}

// They override host.json.
var schedulerSettings = {
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${clientId}'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
}

var vaultSettings = toObject(
  items(vaultReferences),
  reference => reference.key,
  reference => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${reference.value})'
)

var commonSite = {
  ftpsState: 'Disabled'
  http20Enabled: true
  minTlsVersion: '1.2'
  scmMinTlsVersion: '1.2'
}

var premiumSite = {
  linuxFxVersion: 'DOTNET-ISOLATED|10.0'
  minimumElasticInstanceCount: max(alwaysReadyInstances, 1)
  functionsRuntimeScaleMonitoringEnabled: isPrivate
  vnetRouteAllEnabled: isPrivate
}

resource hostingPlan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: isFlex ? 'functionapp' : 'elastic'
  sku: isFlex
    ? {
        name: 'FC1'
        tier: 'FlexConsumption'
      }
    : {
        name: premiumSku
        tier: 'ElasticPremium'
        capacity: zoneRedundant ? 3 : 1
      }
  properties: isFlex
    ? {
        reserved: true
        zoneRedundant: zoneRedundant
      }
    : {
        reserved: true
        zoneRedundant: zoneRedundant
        maximumElasticWorkerCount: maxInstances
      }
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: hostingPlan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    virtualNetworkSubnetId: isPrivate ? subnetId : null
    siteConfig: isFlex ? commonSite : union(commonSite, premiumSite)
    functionAppConfig: isFlex
      ? {
          deployment: {
            storage: {
              type: 'blobContainer'
              value: packageContainerUri
              authentication: {
                type: 'UserAssignedIdentity'
                userAssignedIdentityResourceId: identityId
              }
            }
          }
          runtime: {
            name: 'dotnet-isolated'
            version: '10.0'
          }
          scaleAndConcurrency: {
            instanceMemoryMB: instanceMemoryMB
            maximumInstanceCount: maxInstances
            alwaysReady: alwaysReadyInstances > 0
              ? [
                  {
                    name: 'http'
                    instanceCount: alwaysReadyInstances
                  }
                  {
                    name: 'durable'
                    instanceCount: alwaysReadyInstances
                  }
                ]
              : []
          }
        }
      : null
  }
}

resource settings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: site
  name: 'appsettings'
  properties: union(
    etlSettings,
    hostSettings,
    isFlex ? {} : premiumSettings,
    empty(schedulerEndpoint) ? {} : schedulerSettings,
    vaultSettings,
    appSettings
  )
}

resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: site
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource noDeploymentPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: site
  name: 'scm'
  properties: {
    allow: false
  }
}

// What is there to read when telemetry does not arrive.
resource platformLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'platform'
  scope: site
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'FunctionAppLogs'
        enabled: true
      }
    ]
  }
}

@description('Resource id of the app.')
output id string = site.id

@description('Host name of the app.')
output hostName string = site.properties.defaultHostName
