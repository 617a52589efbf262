metadata name = 'Etl.Functions'
metadata description = 'A Function App that runs pipelines, and all that it needs, in one resource group. Secure by default: identities in place of keys, everywhere.'

targetScope = 'resourceGroup'

@description('Name of the environment, such as dev or prod. Part of resource names, and what tasks see as their environment.')
@minLength(2)
@maxLength(30)
param environmentName string

@description('Region of all resources.')
param location string = resourceGroup().location

@description('Tags of all resources.')
param tags object = {}

@description('Hosting plan: flex (Flex Consumption, scales to zero) or premium (Elastic Premium, always one instance).')
@allowed(['flex', 'premium'])
param plan string = 'flex'

@description('Memory of an instance in MB, with CPU in proportion. Flex only.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Most instances at a time. It bounds what a night can cost, and how many connections a database sees.')
@minValue(1)
@maxValue(1000)
param maxInstances int = 40

@description('Instances that are always running, and billed. On Flex for HTTP and for durable functions, each.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('Size of an instance on the premium plan.')
@allowed(['EP1', 'EP2', 'EP3'])
param premiumSku string = 'EP1'

@description('Whether instances are spread over availability zones. Needs a region that has them; choose a ZRS storageSku too.')
param zoneRedundant bool = false

@description('Where orchestrations are kept: AzureStorage (queues and tables) or DurableTaskScheduler (a managed service; the app must be built for it, see docs/azure.md).')
@allowed(['AzureStorage', 'DurableTaskScheduler'])
param durableBackend string = 'AzureStorage'

@description('Billing of the scheduler: Consumption by action, Dedicated by capacity unit.')
@allowed(['Consumption', 'Dedicated'])
param schedulerSku string = 'Consumption'

@description('Addresses, in CIDR notation, that may reach the scheduler. It accepts signed-in callers only.')
param schedulerIpAllowlist array = ['0.0.0.0/0']

@description('Name of the task hub. A new name is a new, empty hub: runs in flight stay in the old one.')
@minLength(3)
@maxLength(45)
param taskHub string = 'Etl'

@description('Replication of both storage accounts.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_LRS'

@description('Days for which deleted and replaced models and records can be brought back; 0 keeps none.')
@minValue(0)
@maxValue(365)
param modelSoftDeleteDays int = 7

@description('Container of models and records.')
param modelContainer string = 'etl'

@description('Whether storage and vault are reached over a virtual network only.')
param usePrivateNetwork bool = false

@description('Whether the app itself answers on the internet, with function keys. If not, usePrivateNetwork gives it a private endpoint, and deployments come from inside.')
param appPublicAccess bool = true

@description('Address range of the virtual network, in CIDR notation: /24 or larger.')
param networkAddressPrefix string = '10.60.0.0/24'

@description('Tick of all schedules, in NCRONTAB and UTC. An alert expects one at least every 25 minutes.')
param timerSchedule string = '0 */5 * * * *'

@description('What runs over HTTP and by schedule may read, beside the container of raw data: https: prefixes.')
param sources array = []

@description('Further settings of the app, and other values for those that modules/functionApp.bicep sets: name → value. No secrets.')
param appSettings object = {}

@description('Settings whose values are secrets in the vault: name of the setting → name of the secret.')
param vaultReferences object = {}

@description('Whether a deleted vault is kept for 90 days whatever anybody does. It can\'t be switched off again.')
param vaultPurgeProtection bool = true

@description('How long logs are kept, in days.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Logs beyond this many GB in a day are not taken in; -1 for no limit.')
param logDailyQuotaGb int = -1

@description('Mail address that alerts and the budget go to; empty: nobody.')
param alertEmail string = ''

@description('Pipelines that must be started every night.')
param nightlyPipelines array = ['hotels']

@description('Hours after which a night without a start counts as missing.')
@minValue(1)
@maxValue(48)
param nightlyHours int = 26

@description('Messages in the queues of the task hub, on average over an hour, that count as a backlog.')
@minValue(1)
param backlogMessages int = 1000

@description('Budget of the resource group for a month, in the currency of the subscription; 0: none.')
@minValue(0)
param budgetAmount int = 0

@description('First day of the month that the budget begins with, such as 2026-12-01. Keep it when deploying again. Empty: no budget.')
param budgetStartDate string = ''

@description('Object id of the service principal that uploads packages; needed on the premium plan only, where deployments go through the container of packages.')
param deployerPrincipalId string = ''

var token = uniqueString(resourceGroup().id, environmentName)
var baseName = 'etl-${toLower(environmentName)}'
var appName = '${baseName}-${token}'
var hubAccountName = 'etlhub${token}'
var modelAccountName = 'etlmodel${token}'
var vaultName = 'kv-${token}'
var componentName = '${baseName}-insights'
var packageContainer = 'packages'
var packageName = 'etl.zip'
var sourceContainer = 'sources'
var useScheduler = durableBackend == 'DurableTaskScheduler'

var zones = {
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  queue: 'privatelink.queue.${environment().suffixes.storage}'
  table: 'privatelink.table.${environment().suffixes.storage}'
  vault: 'privatelink.vaultcore.azure.net'
  sites: 'privatelink.azurewebsites.net'
}

var privateServices = [
  {
    name: 'hub-blob'
    targetId: resourceId('Microsoft.Storage/storageAccounts', hubAccountName)
    groupId: 'blob'
    zoneName: zones.blob
  }
  {
    name: 'hub-queue'
    targetId: resourceId('Microsoft.Storage/storageAccounts', hubAccountName)
    groupId: 'queue'
    zoneName: zones.queue
  }
  {
    name: 'hub-table'
    targetId: resourceId('Microsoft.Storage/storageAccounts', hubAccountName)
    groupId: 'table'
    zoneName: zones.table
  }
  {
    name: 'model-blob'
    targetId: resourceId('Microsoft.Storage/storageAccounts', modelAccountName)
    groupId: 'blob'
    zoneName: zones.blob
  }
  {
    name: 'vault'
    targetId: resourceId('Microsoft.KeyVault/vaults', vaultName)
    groupId: 'vault'
    zoneName: zones.vault
  }
]

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: {
    name: '${baseName}-identity'
    location: location
    tags: tags
  }
}

module observability 'modules/observability.bicep' = {
  name: 'observability'
  params: {
    workspaceName: '${baseName}-logs'
    componentName: componentName
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyQuotaGb: logDailyQuotaGb
  }
}

module hubStorage 'modules/storage.bicep' = {
  name: 'hub-storage'
  params: {
    name: hubAccountName
    location: location
    tags: tags
    sku: storageSku
    containers: [
      packageContainer
    ]
    softDeleteDays: 0
    publicAccess: !usePrivateNetwork
    auditedOperations: []
    workspaceId: observability.outputs.workspaceId
  }
}

module modelStorage 'modules/storage.bicep' = {
  name: 'model-storage'
  params: {
    name: modelAccountName
    location: location
    tags: tags
    sku: storageSku
    containers: [
      modelContainer
      sourceContainer
    ]
    softDeleteDays: modelSoftDeleteDays
    publicAccess: !usePrivateNetwork
    auditedOperations: [
      'StorageWrite'
      'StorageDelete'
    ]
    workspaceId: observability.outputs.workspaceId
  }
}

module vault 'modules/keyVault.bicep' = {
  name: 'vault'
  params: {
    name: vaultName
    location: location
    tags: tags
    publicAccess: !usePrivateNetwork
    purgeProtection: vaultPurgeProtection
    workspaceId: observability.outputs.workspaceId
  }
}

module scheduler 'modules/scheduler.bicep' = if (useScheduler) {
  name: 'scheduler'
  params: {
    name: appName
    location: location
    tags: tags
    sku: schedulerSku
    principalId: identity.outputs.principalId
    taskHub: taskHub
    ipAllowlist: schedulerIpAllowlist
  }
}

module access 'modules/access.bicep' = {
  name: 'access'
  params: {
    principalId: identity.outputs.principalId
    hubAccountName: hubAccountName
    packageContainerName: packageContainer
    modelAccountName: modelAccountName
    modelContainerName: modelContainer
    sourceContainerName: sourceContainer
    vaultName: vaultName
    componentName: componentName
    hubInStorage: !useScheduler
    deployerPrincipalId: plan == 'premium' ? deployerPrincipalId : ''
  }
  dependsOn: [
    hubStorage
    modelStorage
    observability
    vault
  ]
}

module network 'modules/network.bicep' = if (usePrivateNetwork) {
  name: 'network'
  params: {
    name: '${baseName}-network'
    location: location
    tags: tags
    addressPrefix: networkAddressPrefix
    appDelegation: plan == 'flex' ? 'Microsoft.App/environments' : 'Microsoft.Web/serverFarms'
    zoneNames: map(items(zones), zone => zone.value)
  }
}

module privateEndpoints 'modules/privateEndpoint.bicep' = [
  for service in privateServices: if (usePrivateNetwork) {
    name: 'endpoint-${service.name}'
    params: {
      name: '${baseName}-${service.name}'
      location: location
      tags: tags
      targetId: service.targetId
      groupId: service.groupId
      zoneName: service.zoneName
      subnetId: usePrivateNetwork ? network!.outputs.endpointSubnetId : ''
    }
    dependsOn: [
      hubStorage
      modelStorage
      vault
    ]
  }
]

module functionApp 'modules/functionApp.bicep' = {
  name: 'function-app'
  params: {
    name: appName
    location: location
    tags: tags
    plan: plan
    instanceMemoryMB: instanceMemoryMB
    maxInstances: maxInstances
    alwaysReadyInstances: alwaysReadyInstances
    premiumSku: premiumSku
    zoneRedundant: zoneRedundant
    identityId: identity.outputs.id
    clientId: identity.outputs.clientId
    hubAccountName: hubAccountName
    packageContainerUri: '${hubStorage.outputs.blobEndpoint}${packageContainer}'
    packageName: packageName
    modelEndpoint: modelStorage.outputs.blobEndpoint
    modelContainer: modelContainer
    sources: join(concat(['${modelStorage.outputs.blobEndpoint}${sourceContainer}'], sources), ';')
    environmentName: environmentName
    taskHub: taskHub
    timerSchedule: timerSchedule
    schedulerEndpoint: useScheduler ? scheduler!.outputs.endpoint : ''
    insightsConnectionString: observability.outputs.connectionString
    vaultUri: vault.outputs.uri
    vaultReferences: vaultReferences
    appSettings: appSettings
    subnetId: usePrivateNetwork ? network!.outputs.appSubnetId : ''
    publicAccess: appPublicAccess
    workspaceId: observability.outputs.workspaceId
  }
  dependsOn: [
    access
    privateEndpoints
  ]
}

module appEndpoint 'modules/privateEndpoint.bicep' = if (usePrivateNetwork && !appPublicAccess) {
  name: 'endpoint-app'
  params: {
    name: '${baseName}-app'
    location: location
    tags: tags
    targetId: functionApp.outputs.id
    groupId: 'sites'
    zoneName: zones.sites
    subnetId: usePrivateNetwork ? network!.outputs.endpointSubnetId : ''
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    name: baseName
    location: location
    tags: tags
    email: alertEmail
    workspaceId: observability.outputs.workspaceId
    nightlyPipelines: nightlyPipelines
    nightlyHours: nightlyHours
    hubAccountId: useScheduler ? '' : hubStorage.outputs.id
    backlogMessages: backlogMessages
  }
}

module budget 'modules/budget.bicep' = if (budgetAmount > 0 && !empty(budgetStartDate)) {
  name: 'budget'
  params: {
    name: '${baseName}-budget'
    amount: budgetAmount
    startDate: budgetStartDate
    actionGroupId: alerts.outputs.actionGroupId
  }
}

@description('Name of the Function App.')
output etlFunctionApp string = appName

@description('Address of the app, without /api: what etl --url is given.')
output etlUrl string = 'https://${functionApp.outputs.hostName}'

@description('A command that puts a function key into the environment variable ETL_KEY without showing it. The key itself is in no output.')
output etlKeyCommand string = 'export ETL_KEY="$(az functionapp keys list -g ${resourceGroup().name} -n ${appName} --query functionKeys.default -o tsv)"'

@description('Address of the store, for those who may read it: etl models --store ADDRESS.')
output etlStore string = modelStorage.outputs.blobEndpoint

@description('Name of the storage account that takes packages; deployments to the premium plan need it.')
output etlPackageAccount string = hubAccountName

@description('Container of packages in that account.')
output etlPackageContainer string = packageContainer

@description('Name of the package in that container.')
output etlPackageName string = packageName

@description('Name of the vault, for the values of vaultReferences.')
output etlVault string = vaultName

@description('The hosting plan, which decides how a package is deployed.')
output etlPlan string = plan
