import type { BuildOptions, OutputOptions } from 'rolldown';

export declare function isPackage(id: string): boolean;
export declare function bundle(
  input: string | Record<string, string>,
  output: OutputOptions,
  options?: BuildOptions,
): Promise<void>;
