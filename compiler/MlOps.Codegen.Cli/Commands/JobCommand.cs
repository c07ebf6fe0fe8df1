using System.CommandLine;
using System.CommandLine.Parsing;
using System.Data.Common;
using System.Globalization;
using Cronos;
using MlOps.Codegen.Batch.Runs;
using MlOps.Codegen.Batch.Schedules;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Cli.Jobs;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Registry;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops job</c>: scores a table in batches, shows runs, goes on with them, and does so regularly.</summary>
internal static class JobCommand
{
    private const int MostShown = 20;

    private static readonly string[] Modes = ["full", "incremental"];
    private static readonly string[] Misfires = ["run", "skip"];

    public static Command Create()
    {
        var command = new Command(
            "job",
            """
            Scores the table that a model was compiled for in batches, each a transaction: on servers by the procedure that batch.sql
            created, in DuckDB and SQLite from here. An interrupted run goes on where its last transaction ended.
            """);
        command.Add(RunCommand());
        command.Add(StatusCommand());
        command.Add(ResumeCommand());
        command.Add(ScheduleCommand());
        return command;
    }

    private static Command RunCommand()
    {
        Argument<string> folder = Folder();
        Option<string> connection = Connection();
        Option<string> mode = Mode("full");
        Option<string?> where = Where();
        Option<int?> rows = BatchRows();
        Option<bool> keep = KeepInputs();
        var gate = new RegistryGate();
        Option<bool> json = CommonSymbols.Json();
        var command = new Command(
            "run",
            """
            Scores rows, or the rest of them where a run of the same mode and condition was interrupted.

            Examples:
              mlops job run build --connection warehouse.duckdb
              mlops job run build --connection "Host=…;Database=…" --mode incremental
              mlops job run build --connection shop.db --where "source.country = 'DE'" --batch-rows 50000
            """)
        {
            folder, connection, mode, where, rows, keep, json,
        };
        gate.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            Job(parsed, folder, connection, keep, gate),
            new JobRequest(JobNames.Mode(parsed.GetRequiredValue(mode)), parsed.GetValue(where), parsed.GetValue(rows)),
            parsed.GetValue(json),
            cancellation)));
        return command;
    }

    private static Command StatusCommand()
    {
        Argument<string> folder = Folder();
        Option<string> connection = Connection();
        Option<long?> run = RunNumber("Show this run only.");
        Option<bool> json = CommonSymbols.Json();
        var command = new Command("status", "Shows the latest runs of the model; 'interrupted' are those that nobody works on any more.")
        {
            folder, connection, run, json,
        };
        command.SetAction(parsed => Status(
            JobTarget.Load(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(connection)), parsed.GetValue(run), parsed.GetValue(json)));
        return command;
    }

    private static Command ResumeCommand()
    {
        Argument<string> folder = Folder();
        Option<string> connection = Connection();
        Option<long?> run = RunNumber("The run; by default the latest that is not done.");
        Option<string?> where = Where();
        Option<int?> rows = BatchRows();
        Option<bool> keep = KeepInputs();
        var gate = new RegistryGate();
        Option<bool> json = CommonSymbols.Json();
        var command = new Command(
            "resume",
            """
            Goes on with a run that was interrupted, cancelled, or ended by an error. A run that began with --where goes on with the same.

            Example:
              mlops job resume build --connection warehouse.duckdb --run 7
            """)
        {
            folder, connection, run, where, rows, keep, json,
        };
        gate.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Resume(
            Job(parsed, folder, connection, keep, gate),
            parsed.GetValue(run),
            parsed.GetValue(where),
            parsed.GetValue(rows),
            parsed.GetValue(json),
            cancellation)));
        return command;
    }

    private static Command ScheduleCommand()
    {
        Argument<string> folder = Folder();
        Option<string> connection = Connection();
        var cron = new Option<CronExpression>("--cron")
        {
            Description = "When: five fields (minute hour day month weekday), or six with seconds before them.",
            Required = true,
            CustomParser = result => Parsed(result, JobSchedule.Parse),
        };
        var zone = new Option<TimeZoneInfo>("--time-zone")
        {
            Description = "Whose clock, such as Europe/Berlin; by default this machine's.",
            DefaultValueFactory = _ => TimeZoneInfo.Local,
            CustomParser = result => Parsed(result, TimeZoneInfo.FindSystemTimeZoneById),
        };
        var misfire = new Option<string>("--misfire")
        {
            Description = "What becomes of times that passed while a run was at work or the machine asleep: one run at once, or none.",
            DefaultValueFactory = _ => Misfires[0],
        };
        CommonSymbols.OnlyFrom(misfire, Misfires);
        Option<string> mode = Mode("incremental");
        Option<string?> where = Where();
        Option<int?> rows = BatchRows();
        Option<bool> keep = KeepInputs();
        var gate = new RegistryGate();
        var command = new Command(
            "schedule",
            """
            Scores whenever a cron expression says, until it is told to end: for databases that have no scheduler of their own. On servers
            schedule.sql does without this.

            Example:
              mlops job schedule build --connection shop.db --cron "*/15 * * * *"
            """)
        {
            folder, connection, cron, zone, misfire, mode, where, rows, keep,
        };
        gate.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Schedule(
            Job(parsed, folder, connection, keep, gate),
            new JobSchedule(
                parsed.GetRequiredValue(cron),
                parsed.GetRequiredValue(zone),
                parsed.GetRequiredValue(misfire) == Misfires[0] ? Misfire.Run : Misfire.Skip,
                TimeProvider.System),
            new JobRequest(JobNames.Mode(parsed.GetRequiredValue(mode)), parsed.GetValue(where), parsed.GetValue(rows)),
            cancellation)));
        return command;
    }

    private static int Run(AskedJob job, JobRequest request, bool json, CancellationToken cancellation)
    {
        JobRun run = RunAccount.Kept(
            job.Registry, job.Version, job.Target, job.Change, () => job.Target.Run(request, job.KeepsInputs, cancellation));
        if (json)
        {
            JsonText.Write(writer => RunText.Write(writer, job.Target.Definition.Model, run));
        }
        else
        {
            Console.Out.WriteLine(RunText.Sentence(job.Target.Definition.Model, run));
        }

        return ExitCodes.Done;
    }

    private static int Resume(AskedJob job, long? number, string? where, int? rows, bool json, CancellationToken cancellation)
    {
        List<JobRun> runs;
        using (DbConnection connection = job.Target.Open())
        {
            runs = job.Target.Runs(connection);
        }

        JobRun? run = number is null
            ? runs.Find(each => each.State != JobState.Done && each.Version == job.Target.Definition.Version)
            : runs.Find(each => each.RunId == number) ?? throw NoSuchRun(number.Value);
        if (run is null)
        {
            Console.Error.WriteLine("there is no run that could go on");
            return ExitCodes.Done;
        }

        return Run(job, new JobRequest(run.Mode, where, rows, run.RunId), json, cancellation);
    }

    private static int Status(JobTarget job, long? number, bool json)
    {
        using DbConnection connection = job.Open();
        List<JobRun> runs = job.Runs(connection);
        bool isAtWork = job.IsAtWork(connection);
        if (number is { } wanted)
        {
            runs = [runs.Find(run => run.RunId == wanted) ?? throw NoSuchRun(wanted)];
        }

        JobRun[] shown = [.. runs.Take(MostShown)];
        if (json)
        {
            JsonText.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteBoolean("atWork", isAtWork);
                writer.WriteStartArray("runs");
                foreach (JobRun run in shown)
                {
                    RunText.Write(writer, job.Definition.Model, run);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
        }
        else
        {
            RunText.WriteTable(shown, isAtWork, Console.Out);
        }

        return ExitCodes.Done;
    }

    private static int Schedule(AskedJob job, JobSchedule schedule, JobRequest request, CancellationToken cancellation)
    {
        Announce();
        try
        {
            schedule.Run(
                _ =>
                {
                    try
                    {
                        Run(job, request, json: false, cancellation);
                    }
                    catch (CommandFailure failure)
                    {
                        // The next one may do better.
                        Console.Error.WriteLine(failure.Message);
                    }

                    Announce();
                },
                cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // This is how a schedule ends; a run that was at work can go on.
        }

        return ExitCodes.Done;

        void Announce() => Console.Error.WriteLine(schedule.Next(DateTimeOffset.UtcNow) is { } next
            ? string.Create(CultureInfo.InvariantCulture, $"next run: {next:yyyy-MM-dd HH:mm:ss zzz}")
            : "there is no next run");
    }

    // A registry that was named is asked before anything is scored; one that the environment names must not keep unregistered models from it.
    private static AskedJob Job(ParseResult parsed, Argument<string> folder, Option<string> connection, Option<bool> keep, RegistryGate gate)
    {
        var target = JobTarget.Load(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(connection));
        ModelRegistry? registry = gate.Open(parsed);
        VersionReference? version = null;
        if (registry is not null)
        {
            try
            {
                version = RegistryGate.Require(registry, target.Artifact, slot: null);
            }
            catch (CommandFailure failure) when (!gate.IsNamed(parsed))
            {
                Console.Error.WriteLine($"the run is not told to the registry: {failure.Message}");
            }
        }

        return new AskedJob(target, parsed.GetValue(keep), registry, version, gate.Change(parsed, "scored by 'mlops job'"));
    }

    private sealed record AskedJob(JobTarget Target, bool KeepsInputs, ModelRegistry? Registry, VersionReference? Version, Change Change);

    private static Option<bool> KeepInputs() => new("--keep-inputs")
    {
        Description = "Keep what rows are scored from beside the scores, in the same transaction: 'mlops registry why' explains by that. The rows are scored from here then.",
    };

    private static CommandFailure NoSuchRun(long number) =>
        new(ExitCodes.Usage, string.Create(CultureInfo.InvariantCulture, $"there is no run {number} of this model; see mlops job status"));

    private static Argument<string> Folder() => new("folder") { Description = "The folder that mlops compile wrote, with --table and --key." };

    private static Option<string> Connection() => new("--connection")
    {
        Description = "The connection string, or the path of a database file. It is never written to logs or files.",
        Required = true,
    };

    private static Option<string> Mode(string usual)
    {
        var option = new Option<string>("--mode")
        {
            Description = "Every row, or what is new: rows that this version has not scored, or beyond the watermark of the run before.",
            DefaultValueFactory = _ => usual,
        };
        CommonSymbols.OnlyFrom(option, Modes);
        return option;
    }

    private static Option<string?> Where() => new("--where")
    {
        Description = "A condition in the database's SQL that rows must meet as well; the table is called source.",
    };

    private static Option<int?> BatchRows()
    {
        var option = new Option<int?>("--batch-rows") { Description = "How many rows a batch has; by default as many as take about a second." };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValue(option) < 1)
            {
                result.AddError("--batch-rows must be at least 1");
            }
        });
        return option;
    }

    private static Option<long?> RunNumber(string description) => new("--run") { Description = description };

    private static T? Parsed<T>(ArgumentResult result, Func<string, T> parse)
        where T : class
    {
        string text = result.Tokens[0].Value;
        try
        {
            return parse(text);
        }
        catch (Exception exception) when (exception is FormatException or TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            result.AddError($"'{text}': {exception.Message}");
            return null;
        }
    }
}
