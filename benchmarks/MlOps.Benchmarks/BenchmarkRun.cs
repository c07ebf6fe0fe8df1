using System.Globalization;
using System.Runtime.InteropServices;

namespace MlOps.Benchmarks;

/// <summary>What the benchmarks that write pages share: their options, and where they ran.</summary>
internal static class BenchmarkRun
{
    /// <summary>The value of an option; null where it is not given.</summary>
    /// <param name="options">What the command was called with.</param>
    /// <param name="name">The option.</param>
    public static string? Value(string[] options, string name)
    {
        int at = Array.IndexOf(options, name);
        return at >= 0 && at + 1 < options.Length ? options[at + 1] : null;
    }

    /// <summary>The processor, its cores, the memory, and the versions that times hang on.</summary>
    public static string Machine()
    {
        string processor = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? ""
            : RuntimeInformation.ProcessArchitecture.ToString();
        double memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        string onnx = typeof(Microsoft.ML.OnnxRuntime.InferenceSession).Assembly.GetName().Version?.ToString(3) ?? "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{processor}, {Environment.ProcessorCount} cores, {memory:0} GiB; {RuntimeInformation.FrameworkDescription}, ONNX Runtime {onnx}");
    }
}
