metadata description = 'The identity that the app runs as. Nothing else signs in with it, and it has no secret.'

@description('Name of the identity.')
param name string

@description('Region.')
param location string

@description('Tags of the resource.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id of the identity, by which a resource is told to use it.')
output id string = identity.id

@description('Object id of the identity, which role assignments name.')
output principalId string = identity.properties.principalId

@description('Client id of the identity, by which the app asks for tokens.')
output clientId string = identity.properties.clientId
