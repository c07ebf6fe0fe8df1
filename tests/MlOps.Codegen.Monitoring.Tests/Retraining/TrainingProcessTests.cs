using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Monitoring.Retraining;

namespace MlOps.Codegen.Monitoring.Tests.Retraining;

/// <summary>The command that trains is a process without a shell, and its failures are told.</summary>
public sealed class TrainingProcessTests : IDisposable
{
    private static readonly RetrainRequest Request = new(7, "churn", 1, "b", "c", new DateTime(2026, 3, 9), new DateTime(2026, 3, 2), new DateTime(2026, 3, 9));

    private readonly string folder = Directory.CreateTempSubdirectory("mlops-retrain-test-").FullName;

    private string Output => Path.Combine(folder, "model.zip");

    private string Log => Path.Combine(folder, "training.log");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [SkippableFact]
    public void Arguments_go_as_they_stand_and_variables_name_the_request()
    {
        Run("sh", "-c", "printf '%s|' \"$@\" > \"$MLOPS_RETRAIN_OUTPUT\"; env | grep ^MLOPS_RETRAIN_ | sort; echo oops >&2", "sh", "$(touch no)", "a b", "{request}:{to}", "{output}");

        Assert.Equal($"$(touch no)|a b|7:2026-03-02T00:00:00|{Output}|", File.ReadAllText(Output));
        string[] said = File.ReadAllLines(Log);
        Assert.Contains("oops", said);
        Assert.Equal(
            [
                "MLOPS_RETRAIN_AS_OF=2026-03-09T00:00:00", "MLOPS_RETRAIN_CONNECTION=shop.db", "MLOPS_RETRAIN_MODEL=churn", "MLOPS_RETRAIN_OUTCOME=left_us", $"MLOPS_RETRAIN_OUTPUT={Output}",
                "MLOPS_RETRAIN_REQUEST=7", "MLOPS_RETRAIN_TABLE=crm.scored", "MLOPS_RETRAIN_TARGET=sqlite", "MLOPS_RETRAIN_TIME_COLUMN=scored_at", "MLOPS_RETRAIN_TO=2026-03-02T00:00:00",
            ],
            said.Where(line => line.StartsWith("MLOPS_RETRAIN_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [SkippableTheory]
    [InlineData("exit code 3", "sh", "-c", "exit 3")]
    [InlineData("wrote no", "true")]
    [InlineData("cannot be started", "no-such-program-at-all")]
    public void What_fails_is_told(string reason, params string[] command)
    {
        File.WriteAllText(Output, "left by a former call");

        Assert.Contains(reason, Assert.Throws<MonitorFailure>(() => Run(command)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Output));
    }

    [SkippableFact]
    public void Who_ends_the_call_ends_the_command_and_what_it_started()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        Assert.ThrowsAny<OperationCanceledException>(() => Run(soon.Token, "sh", "-c", "sleep 60 & echo $! > \"$MLOPS_RETRAIN_OUTPUT\"; wait"));

        int child = int.Parse(File.ReadAllText(Output), CultureInfo.InvariantCulture);
        Assert.True(SpinWait.SpinUntil(() => !File.Exists($"/proc/{child}/cmdline") || File.ReadAllText($"/proc/{child}/cmdline").Length == 0, TimeSpan.FromSeconds(10)));
    }

    private void Run(params string[] command) => Run(CancellationToken.None, command);

    private void Run(CancellationToken cancellation, params string[] command)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the commands of this test are a shell's");
        var policy = new RetrainPolicy { Command = [.. command], Labels = 1 };
        var specification = new MonitorSpecification
        {
            Model = "churn",
            Table = "scored",
            TableSchema = "crm",
            TimeColumn = "scored_at",
            Columns = [new MonitoredColumn("left_us", ColumnKind.Boolean, ColumnRole.Outcome)],
        };
        new TrainingProcess(policy, specification).Run(Request, Output, Log, "sqlite", "shop.db", cancellation);
    }
}
