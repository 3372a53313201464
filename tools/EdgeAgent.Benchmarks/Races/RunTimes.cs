namespace EdgeAgent.Benchmarks.Races;

/// <summary>The runs of one mode: CPU seconds of each, and of the fastest the wall's seconds and what it allocated.</summary>
internal readonly record struct RunTimes(double[] All, double Best, double WallOfBest, long Allocated, int Tokens);

/// <summary>Seconds to make a tokenizer of a JSON text in memory: the first time in this process, and the fastest later one.</summary>
internal readonly record struct LoadTimes(double First, double Wall, double Cpu);
