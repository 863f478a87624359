/**
 * The library's door: load a scenario, run the experiment, render the result. Nothing inside the project imports this
 * file; everything it does not name is free to change.
 */
export { RunError, ScenarioError, UsageError, formatIssue } from './base/errors.ts';
export type { ScenarioIssue, SourcePosition } from './base/errors.ts';
export { InvariantError } from './base/assert.ts';

export { loadScenario } from './scenario/load.ts';
export type { LoadedScenario, LoadRequest, ObjectCoverage, Scenario } from './scenario/load.ts';
export { describeScenario } from './scenario/describe.ts';
export { scenarioJsonSchema } from './scenario/schema.ts';

export { runExperiment } from './experiment/run-experiment.ts';
export type { ExperimentRequest } from './experiment/run-experiment.ts';
export type { VariantRequest } from './experiment/variant-reduction.ts';
export type { Progress } from './experiment/executor.ts';
export { InterruptedError } from './experiment/interrupted-error.ts';
export { readResult } from './experiment/read-result.ts';
export { resultText, scenarioHash } from './experiment/result-text.ts';
export { rootStreamKey } from './experiment/seeds.ts';
export { parseThresholds } from './experiment/thresholds.ts';
export type * from './experiment/result.ts';

export { renderReport } from './report/report.ts';
export type { ReportAssets, ReportFile, ReportFormat } from './report/report.ts';
export { renderText } from './report/text.ts';

export { simulateReplication } from './model/simulation.ts';
export type { SimulationOptions } from './model/options.ts';
export type { ReplicationOutput } from './model/output.ts';
export { CAUSES, CAUSE_MEANINGS, ERROR_KINDS, POD_PHASES } from './model/outcomes.ts';
