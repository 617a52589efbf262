metadata description = 'What people are told about, and who. The queries read the events of src/Etl.Functions/Log.cs by their names; docs/azure.md says what to do.'

@description('Start of the names.')
param name string

@description('Region.')
param location string

@description('Tags of the resources.')
param tags object

@description('Mail address that is told; empty: nobody, and the alerts are in the portal only.')
param email string

@description('Resource id of the workspace that has the telemetry.')
param workspaceId string

@description('Pipelines that must be started every night.')
param nightlyPipelines array

@description('Hours after which a night without a start counts as missing: a day and what a start may be late.')
@minValue(1)
@maxValue(48)
param nightlyHours int

@description('Resource id of the storage account of the task hub; empty: orchestrations are kept elsewhere.')
param hubAccountId string

@description('Messages in the queues of the task hub, on average over an hour, that count as a backlog.')
@minValue(1)
param backlogMessages int

var rules = [
  {
    name: 'run-failed'
    description: 'A run has ended without success. One alert for each run.'
    severity: 1
    query: '''
AppTraces
| where Properties.EventName == 'RunEnded' and Properties.Status == 'Failed'
| project TimeGenerated, RunId = tostring(Properties.RunId), Summary = tostring(Properties.Summary)
'''
    window: 'PT15M'
    frequency: 'PT5M'
    dimension: 'RunId'
    measure: ''
    operator: 'GreaterThan'
    threshold: 0
    resolves: false
  }
  {
    name: 'schedule-failed'
    description: 'A schedule could not start its run. It is tried again at every tick.'
    severity: 1
    query: '''
AppTraces
| where Properties.EventName in ('ScheduleFailed', 'ScheduleUnreadable')
| project TimeGenerated, Pipeline = tostring(Properties.Pipeline), Error = tostring(Properties.Error)
'''
    window: 'PT15M'
    frequency: 'PT15M'
    dimension: 'Pipeline'
    measure: ''
    operator: 'GreaterThan'
    threshold: 0
    resolves: true
  }
  {
    name: 'no-tick'
    description: 'The tick of the schedules has not come for half an hour: the app is down, or its telemetry does not arrive.'
    severity: 1
    query: '''
AppTraces
| where Properties.EventName == 'Tick'
| summarize Ticks = count()
'''
    window: 'PT30M'
    frequency: 'PT15M'
    dimension: ''
    measure: 'Ticks'
    operator: 'LessThan'
    threshold: 1
    resolves: true
  }
  {
    name: 'task-left-behind'
    description: 'A task went on after its run had been cancelled.'
    severity: 3
    query: '''
AppTraces
| where Properties.EventName == 'TaskLeftBehind'
| project TimeGenerated, RunId = tostring(Properties.RunId), Task = tostring(Properties.Task)
'''
    window: 'PT15M'
    frequency: 'PT15M'
    dimension: 'RunId'
    measure: ''
    operator: 'GreaterThan'
    threshold: 0
    resolves: false
  }
  {
    name: 'poison-message'
    description: 'A message of the task hub was delivered again and again without effect; its orchestration stands still.'
    severity: 1
    query: '''
AppTraces
| where Properties.EventName == 'PoisonMessageDetected' or Message has 'is now considered poison'
| project TimeGenerated, Message
'''
    window: 'PT15M'
    frequency: 'PT15M'
    dimension: ''
    measure: ''
    operator: 'GreaterThan'
    threshold: 0
    resolves: true
  }
]

var missingNightQuery = '''
AppTraces
| where TimeGenerated > ago(HOURSh)
| where Properties.EventName == 'RunStarted' and Properties.Pipeline == 'PIPELINE'
| summarize Starts = count()
'''

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${name}-people'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'etl'
    enabled: true
    emailReceivers: empty(email)
      ? []
      : [
          {
            name: 'mail'
            emailAddress: email
            useCommonAlertSchema: true
          }
        ]
  }
}

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${name}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${name}: ${rule.name}'
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [
        workspaceId
      ]
      windowSize: rule.window
      evaluationFrequency: rule.frequency
      autoMitigate: rule.resolves
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: empty(rule.measure) ? 'Count' : 'Total'
            metricMeasureColumn: empty(rule.measure) ? null : rule.measure
            dimensions: empty(rule.dimension)
              ? []
              : [
                  {
                    name: rule.dimension
                    operator: 'Include'
                    values: [
                      '*'
                    ]
                  }
                ]
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: [
          people.id
        ]
      }
    }
  }
]

resource missingNights 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for pipeline in nightlyPipelines: {
    name: '${name}-missing-night-${pipeline}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${name}: missing night of ${pipeline}'
      description: 'No run of the pipeline was started in ${nightlyHours} hours.'
      severity: 1
      enabled: true
      scopes: [
        workspaceId
      ]
      // Windows of more than a day come in one size; the query looks at its own hours.
      windowSize: 'P2D'
      evaluationFrequency: 'PT1H'
      autoMitigate: true
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: replace(replace(missingNightQuery, 'HOURS', string(nightlyHours)), 'PIPELINE', pipeline)
            timeAggregation: 'Total'
            metricMeasureColumn: 'Starts'
            operator: 'LessThan'
            threshold: 1
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: [
          people.id
        ]
      }
    }
  }
]

resource backlog 'Microsoft.Insights/metricAlerts@2018-03-01' = if (!empty(hubAccountId)) {
  name: '${name}-backlog'
  location: 'global'
  tags: tags
  properties: {
    description: 'The queues of the task hub fill faster than they are emptied.'
    severity: 2
    enabled: true
    scopes: [
      '${hubAccountId}/queueServices/default'
    ]
    // The service counts messages once an hour.
    windowSize: 'PT1H'
    evaluationFrequency: 'PT1H'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'messages'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.Storage/storageAccounts/queueServices'
          metricName: 'QueueMessageCount'
          timeAggregation: 'Average'
          operator: 'GreaterThan'
          threshold: backlogMessages
        }
      ]
    }
    actions: [
      {
        actionGroupId: people.id
      }
    ]
  }
}

@description('Resource id of the action group.')
output actionGroupId string = people.id
