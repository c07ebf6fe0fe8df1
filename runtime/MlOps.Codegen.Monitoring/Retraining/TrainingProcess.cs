using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using MlOps.Codegen.Artifacts.Monitoring;

namespace MlOps.Codegen.Monitoring.Retraining;

/// <summary>Runs the command that trains, as a process without a shell; what it writes goes to a file.</summary>
/// <remarks>
/// The command is told by variables: <c>MLOPS_RETRAIN_REQUEST</c>, <c>_MODEL</c>, <c>_TABLE</c>, <c>_TIME_COLUMN</c>, <c>_OUTCOME</c>,
/// <c>_TO</c> (before which time its rows end), <c>_AS_OF</c>, <c>_TARGET</c>, <c>_CONNECTION</c> (as it was given; empty for none) and
/// <c>_OUTPUT</c> (the file to write). Times are of the form <c>2026-03-01T00:00:00</c>.
/// </remarks>
/// <param name="policy">The command.</param>
/// <param name="specification">What is monitored.</param>
public sealed class TrainingProcess(RetrainPolicy policy, MonitorSpecification specification)
{
    private const string Prefix = "MLOPS_RETRAIN_";

    private static readonly Regex Placeholder = new(@"\{(output|to|asOf|table|model|request)\}", RegexOptions.CultureInvariant);

    /// <summary>Runs the command.</summary>
    /// <param name="request">The request.</param>
    /// <param name="output">The file that it must write; its folder is there.</param>
    /// <param name="log">The file for what it says.</param>
    /// <param name="target">The engine of the monitored table.</param>
    /// <param name="connection">How to connect to it; null for none.</param>
    /// <param name="cancellation">Ends the command and all that it started.</param>
    /// <exception cref="MonitorFailure">The command cannot be started, fails, takes too long, or writes no model.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public void Run(RetrainRequest request, string output, string log, string target, string? connection, CancellationToken cancellation)
    {
        // What a former call left there must not be taken for this one's.
        File.Delete(output);
        Dictionary<string, string> variables = Variables(request, output, target, connection);
        var start = new ProcessStartInfo(policy.Command[0]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, CreateNoWindow = true };
        foreach (string argument in policy.Command.Skip(1))
        {
            start.ArgumentList.Add(Filled(argument, variables));
        }

        foreach ((string name, string value) in variables)
        {
            start.Environment[Prefix + name] = value;
        }

        using StreamWriter writer = File.CreateText(log);
        using Process process = Started(start);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(policy.TimeLimitMinutes));
        try
        {
            Task said = Task.WhenAll(Copy(process.StandardOutput, writer), Copy(process.StandardError, writer));
            process.WaitForExitAsync(limit.Token).GetAwaiter().GetResult();
            said.WaitAsync(limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new MonitorFailure(string.Create(CultureInfo.InvariantCulture, $"the command did not end within {policy.TimeLimitMinutes} minute(s): see {log}"));
        }

        if (process.ExitCode != 0)
        {
            throw new MonitorFailure(string.Create(CultureInfo.InvariantCulture, $"the command ended with exit code {process.ExitCode}: see {log}"));
        }

        if (!File.Exists(output))
        {
            throw new MonitorFailure($"the command wrote no {output}: see {log}");
        }
    }

    private Dictionary<string, string> Variables(RetrainRequest request, string output, string target, string? connection) => new(StringComparer.Ordinal)
    {
        ["REQUEST"] = request.Number.ToString(CultureInfo.InvariantCulture),
        ["MODEL"] = request.Model,
        ["TABLE"] = specification.TableSchema is { } schema ? $"{schema}.{specification.Table}" : specification.Table,
        ["TIME_COLUMN"] = specification.TimeColumn,
        ["OUTCOME"] = specification.Single(ColumnRole.Outcome)?.Name ?? "",
        ["TO"] = Time(request.TrainTo),
        ["AS_OF"] = Time(request.AsOf),
        ["TARGET"] = target,
        ["CONNECTION"] = connection ?? "",
        ["OUTPUT"] = output,
    };

    private static string Filled(string argument, Dictionary<string, string> variables) => Placeholder.Replace(argument, match => variables[match.Groups[1].Value switch
    {
        "asOf" => "AS_OF",
        var name => name.ToUpperInvariant(),
    }]);

    private static Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new MonitorFailure($"'{start.FileName}' was not started");
        }
        catch (Exception exception) when (exception is Win32Exception or FileNotFoundException)
        {
            throw new MonitorFailure($"'{start.FileName}' cannot be started: {exception.Message}");
        }
    }

    private static async Task Copy(StreamReader from, StreamWriter to)
    {
        while (await from.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lock (to)
            {
                to.WriteLine(line);
            }
        }
    }

    private static string Time(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
}
