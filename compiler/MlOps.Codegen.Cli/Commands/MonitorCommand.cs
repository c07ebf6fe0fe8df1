using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MlOps.Codegen.Cli.Monitoring;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops monitor</c>: freezes a baseline, looks at windows, reports, and keeps alerts.</summary>
internal static class MonitorCommand
{
    private static readonly string[] Formats = ["markdown", "json", "prometheus"];

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
        var command = new Command(
            "baseline",
            """
            Freezes what windows are compared with, and installs it: quantiles, categories, counts and critical values of the reference. The
            file has a hash, by which results are tied to it.

            Example:
              mlops monitor baseline churn.monitor.json --target postgres --connection "Host=…" --to 2024-02-01 --out churn.baseline.json
            """)
        {
            file, target, connection, from, to, output, json,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(MonitorTarget.MakeBaseline(
            parsed.GetRequiredValue(file),
            parsed.GetRequiredValue(target),
            parsed.GetValue(connection),
            parsed.GetValue(from),
            parsed.GetValue(to),
            parsed.GetRequiredValue(output),
            parsed.GetValue(json),
            cancellation)));
        return command;
    }

    private static Command ScriptCommand()
    {
        Argument<string> baseline = Baseline();
        Option<string> target = CommonSymbols.Target();
        var output = new Option<string?>("--out") { Description = "The file to write the script to; by default it is written to standard output." };
        var command = new Command(
            "script",
            "Writes the script that creates the monitor's tables, the baseline and, on servers, the procedure that looks at a window without this program.")
        {
            baseline, target, output,
        };
        command.SetAction(parsed => MonitorTarget.Script(parsed.GetRequiredValue(baseline), parsed.GetRequiredValue(target), parsed.GetValue(output)));
        return command;
    }

    private static Command RunCommand()
    {
        var shared = new Shared();
        Option<DateTime?> from = Time("--from", "Where the window begins.", required: true);
        Option<DateTime?> to = Time("--to", "Before which time it ends.", required: true);
        var webhook = new Option<string?>("--webhook") { Description = "Where to POST alerts of this window, as JSON." };
        var command = new Command(
            "run",
            """
            Looks at a window, or looks again once outcomes have become known. Ends with exit code 1 where there are alerts.

            Example:
              mlops monitor run churn.baseline.json --target duckdb --connection warehouse.duckdb --from 2024-03-01 --to 2024-03-08
            """)
        {
            from, to, webhook,
        };
        return shared.Does(command, (monitor, parsed, cancellation) => monitor.Run(
            parsed.GetValue(from)!.Value, parsed.GetValue(to)!.Value, parsed.GetValue(webhook), parsed.GetValue(shared.Json), cancellation));
    }

    private static Command ReportCommand()
    {
        var shared = new Shared();
        var last = new Option<int>("--last") { Description = "How many windows.", DefaultValueFactory = _ => 10 };
        last.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValue(last) is < 1 or > 10_000)
            {
                result.AddError("--last takes 1 to 10,000 windows");
            }
        });
        var format = new Option<string>("--format") { Description = "In which form.", DefaultValueFactory = _ => Formats[0] };
        CommonSymbols.OnlyFrom(format, Formats);
        var command = new Command("report", "Reports the latest windows: as Markdown, as JSON, or for Prometheus.") { last, format };
        return shared.Does(command, (monitor, parsed, _) => monitor.Report(parsed.GetValue(last), parsed.GetValue(shared.Json) ? "json" : parsed.GetRequiredValue(format)));
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
        var command = new Command("ack", "Acknowledges an alert.");
        shared.AddBefore(command);
        command.Add(alert);
        command.Add(who);
        command.Add(reason);
        return shared.Does(
            command,
            (monitor, parsed, cancellation) => monitor.Acknowledge(parsed.GetValue(alert), parsed.GetRequiredValue(who), parsed.GetRequiredValue(reason), cancellation),
            isAdded: true);
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
