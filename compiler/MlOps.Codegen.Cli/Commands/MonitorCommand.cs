using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Cli.Monitoring;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Registry;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops monitor</c>: freezes a baseline, looks at windows, reports, and keeps alerts.</summary>
internal static class MonitorCommand
{
    private const string Html = "html";
    private const int ReportedWindows = 10;
    private const int DrawnWindows = 52;
    private const int MostDrawnWindows = 520;

    private static readonly string[] Formats = ["markdown", "json", "prometheus", Html];

    public static Command Create()
    {
        var command = new Command(
            "monitor",
            """
            Watches a model in its database: how inputs and scores differ from a baseline, how right it is once outcomes are known, whom it
            treats how, and what it is worth. Everything is computed in the database; counts and figures are all that leaves it.
            """);
        command.Add(BaselineCommand());
        command.Add(ScriptCommand());
        command.Add(RunCommand());
        command.Add(ReportCommand());
        command.Add(StatusCommand());
        command.Add(AlertsCommand());
        command.Add(AckCommand());
        command.Add(RetrainCommand.Create());
        return command;
    }

    private static Command BaselineCommand()
    {
        var file = new Argument<string>("specification") { Description = "A JSON file that says what is monitored: see docs/monitoring.md." };
        Option<string> target = CommonSymbols.Target();
        Option<string?> connection = CommonSymbols.Connection();
        Option<DateTime?> from = Time("--from", "Where the reference begins; by default with the first row.");
        Option<DateTime?> to = Time("--to", "Before which time the reference ends; by default after the last row.");
        var output = new Option<string>("--out") { Description = "The file to write the baseline to.", Required = true };
        Option<bool> json = CommonSymbols.Json();
        var gate = new RegistryGate();
        var command = new Command(
            "baseline",
            """
            Freezes what windows are compared with, and installs it: quantiles, categories, counts and critical values of the reference. The
            file has a hash, by which results are tied to it. The registry keeps it with the version, where there is one.

            Example:
              mlops monitor baseline churn.monitor.json --target postgres --connection "Host=…" --to 2024-02-01 --out churn.baseline.json
            """)
        {
            file, target, connection, from, to, output, json,
        };
        gate.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(MonitorTarget.MakeBaseline(
            parsed.GetRequiredValue(file),
            parsed.GetRequiredValue(target),
            parsed.GetValue(connection),
            parsed.GetValue(from),
            parsed.GetValue(to),
            parsed.GetRequiredValue(output),
            parsed.GetValue(json),
            gate.Open(parsed) is { } registry ? new MonitorRegistry(registry, gate.Change(parsed, "a baseline for monitoring")) : null,
            cancellation)));
        return command;
    }

    private static Command ScriptCommand()
    {
        Argument<string> baseline = Baseline();
        Option<string> target = CommonSymbols.Target();
        var output = new Option<string?>("--out") { Description = "The file to write the first of the scripts to; by default it is written to standard output." };
        var folder = new Option<string?>("--folder") { Description = "A folder for all scripts: monitor.sql, and those for roles, the schedule and removal." };
        var every = new Option<WindowLength>("--every") { Description = "How long the windows of the schedule are: hour, day, week or month.", DefaultValueFactory = _ => WindowLength.Day };
        var again = new Option<int>("--again") { Description = "At how many windows before the last one the schedule looks again, since outcomes come late." };
        again.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValue(again) is < 0 or > MonitorSchedule.MostAgain)
            {
                result.AddError("--again takes 0 to 1,000 windows");
            }
        });
        var command = new Command(
            "script",
            """
            Writes the script that creates the monitor's tables, the baseline and, on servers, the procedure that looks at a window without this
            program; with --folder those for its roles, its schedule and its removal, too.

            Example:
              mlops monitor script churn.baseline.json --target postgres --folder monitor --every week --again 8
            """)
        {
            baseline, target, output, folder, every, again,
        };
        command.SetAction(parsed => MonitorTarget.Script(
            parsed.GetRequiredValue(baseline),
            parsed.GetRequiredValue(target),
            parsed.GetValue(output),
            parsed.GetValue(folder),
            new MonitorSchedule(parsed.GetValue(every), parsed.GetValue(again))));
        return command;
    }

    private static Command RunCommand()
    {
        var shared = new Shared();
        Option<DateTime?> from = Time("--from", "Where the window begins.", required: true);
        Option<DateTime?> to = Time("--to", "Before which time it ends.", required: true);
        var every = new Option<TimeSpan?>("--every")
        {
            Description = "Divides the time into windows of this length, each of which is looked at: 7d, 12h or 30m. The last one ends with the time.",
            CustomParser = result =>
            {
                if (Length(result.Tokens[0].Value) is { } length)
                {
                    return length;
                }

                result.AddError($"'{result.Tokens[0].Value}' is no length such as 7d, 12h or 30m");
                return null;
            },
        };
        var webhook = new Option<string?>("--webhook") { Description = "Where to POST alerts of this window, as JSON." };
        var command = new Command(
            "run",
            """
            Looks at a window, or looks again once outcomes have become known. Ends with exit code 1 where there are alerts.

            Examples:
              mlops monitor run churn.baseline.json --target duckdb --connection warehouse.duckdb --from 2024-03-01 --to 2024-03-08
              mlops monitor run churn.baseline.json --target duckdb --connection warehouse.duckdb --from 2024-03-01 --to 2024-06-01 --every 7d
            """)
        {
            from, to, every, webhook,
        };
        return shared.Does(command, (monitor, parsed, cancellation) => monitor.Run(
            parsed.GetValue(from)!.Value, parsed.GetValue(to)!.Value, parsed.GetValue(every), parsed.GetValue(webhook), parsed.GetValue(shared.Json), cancellation));
    }

    private static Command ReportCommand()
    {
        var shared = new Shared();
        var last = new Option<int?>("--last") { Description = $"How many windows; by default {ReportedWindows}, and {DrawnWindows} of a page." };
        last.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValue(last) is < 1 or > 10_000)
            {
                result.AddError("--last takes 1 to 10,000 windows");
            }
        });
        var format = new Option<string>("--format") { Description = "In which form.", DefaultValueFactory = _ => Formats[0] };
        CommonSymbols.OnlyFrom(format, Formats);
        var output = new Option<string?>("--out") { Description = "The file to write the report to; by default it is written to standard output." };
        var command = new Command(
            "report",
            """
            Reports the latest windows: as Markdown, as JSON, for Prometheus, or as a page with charts that needs neither network nor script.

            Example:
              mlops monitor report churn.baseline.json --target duckdb --connection warehouse.duckdb --format html --out churn.html
            """)
        {
            last, format, output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(format) == Html && result.GetValue(last) > MostDrawnWindows)
            {
                result.AddError($"a page shows {MostDrawnWindows} windows at most: --last takes fewer");
            }
        });
        return shared.Does(command, (monitor, parsed, _) =>
        {
            string form = parsed.GetValue(shared.Json) ? "json" : parsed.GetRequiredValue(format);
            return monitor.Report(parsed.GetValue(last) ?? (form == Html ? DrawnWindows : ReportedWindows), form, parsed.GetValue(output));
        });
    }

    private static Command StatusCommand()
    {
        var shared = new Shared();
        var command = new Command("status", "Shows the latest windows, a line each. Ends with exit code 1 where alerts are open.");
        return shared.Does(command, (monitor, parsed, _) => monitor.Status(parsed.GetValue(shared.Json)));
    }

    private static Command AlertsCommand()
    {
        var shared = new Shared();
        var all = new Option<bool>("--all") { Description = "Those too that were acknowledged." };
        var command = new Command("alerts", "Lists open alerts. Ends with exit code 1 where there are any.") { all };
        return shared.Does(command, (monitor, parsed, _) => monitor.Alerts(parsed.GetValue(all), parsed.GetValue(shared.Json)));
    }

    private static Command AckCommand()
    {
        var shared = new Shared();
        var alert = new Argument<long>("alert") { Description = "The alert's number." };
        var who = new Option<string>("--by") { Description = "Who has seen it; by default the user of this machine.", DefaultValueFactory = _ => Environment.UserName };
        var reason = new Option<string>("--reason") { Description = "Why it is none any more.", Required = true };
        var gate = new RegistryGate();
        var command = new Command("ack", "Acknowledges an alert, and has the registry keep who did and why, where there is one.");
        shared.AddBefore(command);
        command.Add(alert);
        command.Add(who);
        command.Add(reason);
        gate.AddPlaceTo(command);
        return shared.Does(
            command,
            (monitor, parsed, cancellation) => RegistryOptions.Guarded(() =>
            {
                var change = new Change(parsed.GetRequiredValue(who), parsed.GetRequiredValue(reason));
                return monitor.Acknowledge(parsed.GetValue(alert), change, gate.Open(parsed) is { } registry ? new MonitorRegistry(registry, change) : null, cancellation);
            }),
            isAdded: true);
    }

    private static TimeSpan? Length(string text)
    {
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number == 0)
        {
            return null;
        }

        return text[^1] switch
        {
            'd' => TimeSpan.FromDays(number),
            'h' => TimeSpan.FromHours(number),
            'm' => TimeSpan.FromMinutes(number),
            _ => null,
        };
    }

    private static Argument<string> Baseline() => new("baseline") { Description = "The file that mlops monitor baseline wrote." };

    private static Option<DateTime?> Time(string name, string description, bool required = false) => new(name)
    {
        Description = description + " ISO 8601, as the time column has it, such as 2024-03-01 or 2024-03-01T06:00:00.",
        Required = required,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (DateTime.TryParseExact(
                text, ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time))
            {
                return time;
            }

            result.AddError($"'{text}' is no time such as 2024-03-01 or 2024-03-01T06:00:00");
            return null;
        },
    };

    /// <summary>What most of the commands are told.</summary>
    private sealed class Shared
    {
        private readonly Argument<string> baseline = Baseline();
        private readonly Option<string> target = CommonSymbols.Target();
        private readonly Option<string?> connection = CommonSymbols.Connection();

        public Option<bool> Json { get; } = CommonSymbols.Json();

        public void AddBefore(Command command)
        {
            command.Add(baseline);
            command.Add(target);
            command.Add(connection);
            command.Add(Json);
        }

        public Command Does(Command command, Func<MonitorTarget, ParseResult, CancellationToken, int> action, bool isAdded = false)
        {
            if (!isAdded)
            {
                AddBefore(command);
            }

            command.SetAction((parsed, cancellation) =>
            {
                using MonitorTarget monitor = MonitorTarget.Open(parsed.GetRequiredValue(baseline), parsed.GetRequiredValue(target), parsed.GetValue(connection));
                return Task.FromResult(MonitorTarget.Guarded(() => action(monitor, parsed, cancellation)));
            });
            return command;
        }
    }
}
