using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using MlOps.Benchmarks.Databases;
using MlOps.Benchmarks.Ensembles;
using MlOps.Benchmarks.Features;
using MlOps.Benchmarks.Monitoring;
using MlOps.Benchmarks.Registry;
using MlOps.Benchmarks.Scorers;

if (args is ["databases", .. string[] options])
{
    return DatabaseBenchmark.Run(options);
}

if (args is ["registry", .. string[] counts])
{
    return RegistryBenchmark.Run(counts);
}

if (args is ["features", .. string[] featureOptions])
{
    return FeaturesBenchmark.Run(featureOptions);
}

if (args is ["monitor", .. string[] rows])
{
    return MonitorBenchmark.Run(rows);
}

if (args is ["csharp", .. string[] scorerOptions])
{
    return ScorerBenchmark.Run(scorerOptions);
}

// The peers' libraries are native: everything runs in this process, one after the other, so that ratios are of one run.
BenchmarkSwitcher.FromTypes([typeof(BatchBenchmarks), typeof(SingleRowBenchmarks)])
    .Run(args.Length == 0 ? ["--filter", "*"] : args, DefaultConfig.Instance);
return 0;
