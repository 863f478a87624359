/** Schema of what fails in a pod while it starts, and the event that makes pulls fail. */
import * as z from 'zod';
import { at } from './event-parts.ts';
import { choice, positiveDuration, share } from './parts.ts';

export const failuresSchema = z
  .strictObject({
    first: z
      .int()
      .min(0)
      .max(10_000)
      .default(0)
      .meta({ description: 'So many tries in each pod, first of all. Default: 0.' }),
    ratio: share('Share of the tries that follow. Default: 0.').default(0),
  })
  .meta({ id: 'Failures', description: 'Which tries fail.' });

export const registryOutage = z.strictObject({
  at,
  do: choice(
    ['registryOutage'],
    [],
    'The registry answers nobody: pulls fail (ErrImagePull, ImagePullBackOff), with imagePullPolicy Always also of images that are there.',
  ),
  duration: positiveDuration('For how long.'),
});
