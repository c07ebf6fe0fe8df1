using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using MlOps.Codegen.Batch.Engines;

namespace MlOps.Codegen.Batch.Tests.Killing;

/// <summary>A database with a table to score, for processes that are killed while they score it.</summary>
internal abstract class KilledDatabase : IDisposable
{
    /// <summary>How many rows the table has.</summary>
    public const int Rows = 30_000;

    private const string Model = """
        <PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
        <DataDictionary><DataField name="x" optype="continuous" dataType="double"/><DataField name="y" optype="continuous" dataType="double"/></DataDictionary>
        <RegressionModel functionName="regression">
        <MiningSchema><MiningField name="x"/><MiningField name="y" usageType="target"/></MiningSchema>
        <RegressionTable intercept="1"><NumericPredictor name="x" coefficient="0.5"/></RegressionTable>
        </RegressionModel>
        </PMML>
        """;

    private string? artifact;

    /// <summary>The name of the target.</summary>
    public abstract string Target { get; }

    /// <summary>How many rows a batch has.</summary>
    public virtual int BatchRows => 200;

    /// <summary>What the command opens the database by.</summary>
    protected abstract string ConnectionString { get; }

    /// <summary>The table of scores.</summary>
    protected virtual string Scores => "mlops.killed_scores";

    /// <summary>What is done after the model is installed; empty for nothing.</summary>
    protected virtual string Further => "";

    /// <summary>The engine.</summary>
    protected abstract JobEngine Engine { get; }

    /// <summary>A folder that goes with the database.</summary>
    protected DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("mlops-killed-");

    /// <summary>How far the process that is at work has come, from 0 to 1.</summary>
    public abstract double Progress();

    /// <summary>Whether <see cref="Progress"/> begins at 0 again with each process.</summary>
    public virtual bool ProgressBeginsAnew => false;

    /// <summary>Learns from a database that was scored without an end what a whole run is.</summary>
    /// <param name="clean">The database.</param>
    public virtual void Know(KilledDatabase clean)
    {
    }

    /// <summary>Waits until nobody is at work any more.</summary>
    public virtual Task Released() => Task.CompletedTask;

    /// <summary>Fills the table and installs the model.</summary>
    /// <param name="like">A database of the same kind, whose model is taken; null for none.</param>
    public virtual void Prepare(KilledDatabase? like = null)
    {
        artifact = like?.Artifact;
        if (like is null)
        {
            string model = Path.Combine(Folder.FullName, "killed.pmml");
            File.WriteAllText(model, Model);
            using Process compile = Start("compile", model, "--target", Target, "--out", Artifact, "--table", "customers", "--key", "id");
            compile.WaitForExit();
            Assert.Equal(0, compile.ExitCode);
        }

        using DbConnection connection = Engine.Open(ConnectionString);
        Run(connection, "CREATE TABLE customers (id bigint PRIMARY KEY, x double precision)");
        foreach (int[] part in Enumerable.Range(1, Rows).Chunk(1_000))
        {
            Run(connection, $"INSERT INTO customers VALUES {string.Join(", ", part.Select(i => string.Create(CultureInfo.InvariantCulture, $"({i * 3}, {i % 997})")))}");
        }

        foreach (string script in (string[])["install.sql", "batch.sql"])
        {
            Run(connection, File.ReadAllText(Path.Combine(Artifact, script)));
        }

        if (Further.Length > 0)
        {
            Run(connection, Further);
        }
    }

    /// <summary>Starts to score.</summary>
    /// <param name="command">Run or resume.</param>
    public Process StartJob(string command) => Start(
        "job", command, Artifact, "--connection", ConnectionString, "--batch-rows", BatchRows.ToString(CultureInfo.InvariantCulture));

    /// <summary>All scores, in order, and the runs' states.</summary>
    public List<string> Result()
    {
        using DbConnection connection = Engine.Open(ConnectionString);
        return
        [
            .. Read(connection, $"SELECT run_id, id, y, model_version FROM {Scores} ORDER BY run_id, id"),
            .. Read(connection, $"SELECT run_id, state, rows, rejected FROM {Runs} ORDER BY run_id"),
        ];
    }

    public virtual void Dispose() => Folder.Delete(recursive: true);

    /// <summary>The table of runs.</summary>
    protected virtual string Runs => "mlops.run";

    private string Artifact => artifact ?? Path.Combine(Folder.FullName, "artifact");

    private void Run(DbConnection connection, string script)
    {
        using DbCommand command = Engine.Command(connection, null, script);
        command.ExecuteNonQuery();
    }

    private List<string> Read(DbConnection connection, string query)
    {
        using DbCommand command = Engine.Command(connection, null, query);
        return [.. Engine.Read(command, CancellationToken.None).Select(row => string.Join(' ', row.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture))))];
    }

    private static Process Start(params string[] args)
    {
        string command = Path.Combine(AppContext.BaseDirectory, "mlops.dll");
        Process process = Process.Start(new ProcessStartInfo("dotnet", [command, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
