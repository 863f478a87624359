/** `health` of a program into the model's options; what is as usual is left out. */
import type { HealthOptions } from '../../model/options.ts';
import { shareOf } from '../values/rate.ts';
import { samplerOf } from '../values/sampler.ts';
import type { Companion } from '../schema/companion.ts';

export function healthOptions({ serviceTime, ...health }: Companion['health']): HealthOptions {
  const failureRatio = shareOf(health.failureRatio);
  const errorRatio = shareOf(health.errorRatio);
  return {
    serviceTime: samplerOf(serviceTime),
    ...(health.status !== 200 && { status: health.status }),
    ...(failureRatio > 0 && { failureRatio }),
    ...(errorRatio > 0 && { errorRatio }),
  };
}
