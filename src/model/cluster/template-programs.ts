/** Which program the pods of a template run: found once for each template, because a large set has many pods. */
import type { PodTemplate, SimulationOptions } from '../options.ts';
import { findProgram, programsOf, type Program } from '../traffic/programs.ts';
import type { PodOwner } from './pod.ts';

export class TemplatePrograms {
  private readonly programs: readonly Program[];
  private readonly known = new Map<PodTemplate, number>();

  constructor(options: SimulationOptions) {
    this.programs = programsOf(options);
  }

  /** Index of the program of the pods that the owner makes now. */
  of({ template, workload }: Pick<PodOwner, 'template' | 'workload'>): number {
    const known = this.known.get(template);
    if (known !== undefined) return known;
    const program = findProgram(this.programs, workload, template.pod.application);
    this.known.set(template, program);
    return program;
  }
}
