using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Artifacts.Monitoring.Reading;
using MlOps.Codegen.Cli.Deploying;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Monitoring;
using MlOps.Codegen.Monitoring.Baselines;
using MlOps.Codegen.Monitoring.Reports;
using MlOps.Codegen.Monitoring.Reports.Html;
using MlOps.Codegen.Monitoring.Windows;
using MlOps.Codegen.Registry;

namespace MlOps.Codegen.Cli.Monitoring;

/// <summary>A monitored model in a database.</summary>
internal sealed class MonitorTarget : IDisposable
{
    private const int ShownWindows = 20;
    private static readonly TimeSpan WebhookPatience = TimeSpan.FromSeconds(30);

    private readonly Database database;
    private readonly IMonitorSql sql;
    private readonly MonitoringBaseline baseline;
    private readonly MonitorReader reader;

    private readonly DataSource source;

    private MonitorTarget(Database database, DataSource source, IMonitorSql sql, MonitoringBaseline baseline)
    {
        this.database = database;
        this.source = source;
        this.sql = sql;
        this.baseline = baseline;
        reader = new MonitorReader(database, sql, baseline);
    }

    /// <summary>Does what a command is for; what the monitor refuses is wrong usage.</summary>
    /// <param name="action">What to do.</param>
    public static int Guarded(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (MonitorFailure failure)
        {
            throw new CommandFailure(ExitCodes.Usage, failure.Message);
        }
    }

    /// <summary>Freezes a baseline, installs it, and writes its file.</summary>
    public static int MakeBaseline(
        string file, string target, string? connection, DateTime? from, DateTime? to, string output, bool json, MonitorRegistry? registry, CancellationToken cancellation)
    {
        MonitorSpecification specification = Specification(file);
        IMonitorSql sql = Of(target).Sql.Dialect.Monitoring(specification);
        registry?.Require(specification);
        using Database database = DatabaseConnection.Open(TargetCatalog.Find(target), Of(target), connection);
        return Guarded(() =>
        {
            MonitoringBaseline baseline = new BaselineBuilder(database, sql).Build(from, to, cancellation);
            new WindowMonitor(database, sql, baseline).Install(cancellation);
            WholeFile.Write(output, baseline.ToJson());
            registry?.Keep(baseline, Of(target).Source(connection!));
            return RegistryOutput.Write(
                json,
                new { baseline.Specification.Model, baseline.Specification.Version, Baseline = baseline.Hash, baseline.Rows, baseline.From, baseline.To, Columns = baseline.Features.Length, File = output },
                writer => writer.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"baseline {baseline.Hash} of {baseline.Rows} rows from {baseline.From} to {baseline.To}, {baseline.Features.Length} columns: {output}")));
        });
    }

    /// <summary>Writes the script that installs a baseline, or all scripts into a folder.</summary>
    public static int Script(string baselineFile, string target, string? output, string? folder, MonitorSchedule schedule)
    {
        MonitoringBaseline baseline = Read(baselineFile, MonitoringBaseline.FromJson);
        IMonitorSql sql = Of(target).Sql.Dialect.Monitoring(baseline.Specification);
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            (string Name, string? Text)[] scripts =
            [
                ("monitor.sql", sql.Install(baseline)), ("monitor_grants.sql", sql.Grants(baseline)), ("monitor_schedule.sql", sql.Schedule(baseline, schedule)),
                ("monitor_uninstall.sql", sql.Uninstall()),
            ];
            foreach ((string name, string? text) in scripts.Where(script => script.Text is not null))
            {
                WholeFile.Write(Path.Combine(folder, name), text!);
                Console.Out.WriteLine(name);
            }
        }

        if (output is not null)
        {
            WholeFile.Write(output, sql.Install(baseline));
        }
        else if (folder is null)
        {
            Console.Out.Write(sql.Install(baseline));
        }

        return ExitCodes.Done;
    }

    /// <summary>Reads a baseline's file.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="CommandFailure">The file is no baseline.</exception>
    public static MonitoringBaseline ReadBaseline(string file) => Read(file, MonitoringBaseline.FromJson);

    /// <summary>Opens the database of a baseline.</summary>
    /// <exception cref="CommandFailure">The file is no baseline, or the target no database.</exception>
    public static MonitorTarget Open(string baselineFile, string target, string? connection)
    {
        MonitoringBaseline baseline = Read(baselineFile, MonitoringBaseline.FromJson);
        IMonitorSql sql = Of(target).Sql.Dialect.Monitoring(baseline.Specification);
        Database database = DatabaseConnection.Open(TargetCatalog.Find(target), Of(target), connection);
        return new MonitorTarget(database, Of(target).Source(connection!), sql, baseline);
    }

    /// <summary>Looks at a window, or at several one after the other.</summary>
    public int Run(DateTime from, DateTime to, TimeSpan? every, string? webhook, bool json, CancellationToken cancellation)
    {
        var looks = new List<(WindowReport Window, AlertRecord[] Alerts)>();
        DateTime end;
        for (DateTime begin = from; begin == from || begin < to; begin = end)
        {
            end = every is { } length && to - begin > length ? begin + length : to;
            long number = new WindowMonitor(database, sql, baseline).Look(begin, end, cancellation);
            WindowReport window = reader.One(number);
            AlertRecord[] alerts = [.. reader.Alerts().Where(alert => alert.Window == number)];
            looks.Add((window, alerts));
            if (!json)
            {
                Show(Console.Out, window);
            }

            foreach (AlertRecord alert in alerts)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"alert {alert.Alert}: {alert.Subject} ({ReportText.SeverityWord(alert.Severity)})"));
            }

            if (webhook is not null && alerts.Length > 0)
            {
                Post(webhook, alerts, cancellation);
            }
        }

        if (json && every is null)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { window = looks[0].Window, alerts = looks[0].Alerts }, RegistryOutput.JsonOptions));
        }
        else if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(looks.Select(look => new { window = look.Window, alerts = look.Alerts }), RegistryOutput.JsonOptions));
        }

        return looks.Any(look => look.Alerts.Length > 0) ? ExitCodes.Different : ExitCodes.Done;
    }

    /// <summary>Reports the latest windows.</summary>
    public int Report(int last, string format, string? output)
    {
        MonitorReport report = reader.Report(last);
        string text = format switch
        {
            "json" => ReportText.Json(report),
            "prometheus" => ReportText.Prometheus(report),
            "markdown" => ReportText.Markdown(report),
            "html" => HtmlReport.Write(report),
            _ => throw new InvalidOperationException($"unknown format {format}"),
        };
        if (output is null)
        {
            Console.Out.Write(text);
        }
        else
        {
            WholeFile.Write(output, text);
        }

        return ExitCodes.Done;
    }

    /// <summary>Shows the latest windows, a line each.</summary>
    public int Status(bool json)
    {
        MonitorReport report = reader.Report(ShownWindows);
        RegistryOutput.Write(
            json,
            new
            {
                Windows = report.Windows.Select(window => new { window.Window, window.From, window.To, window.Rows, Changed = window.Columns.Where(column => column.Severity > 0).Select(column => column.Name) }),
                OpenAlerts = report.Alerts.Count,
            },
            writer =>
            {
                var table = new TextTable(0);
                foreach (WindowReport window in report.Windows)
                {
                    string[] changed = [.. window.Columns.Where(column => column.Severity > 0).Select(column => column.Name)];
                    table.Add(
                        window.Window.ToString(CultureInfo.InvariantCulture),
                        ReportText.Period(window.From, window.To),
                        string.Create(CultureInfo.InvariantCulture, $"{window.Rows} rows"),
                        changed.Length == 0 ? "unchanged" : $"changed: {string.Join(", ", changed)}");
                }

                table.Write(writer);
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Alerts.Count} open alerts"));
            });
        return report.Alerts.Count > 0 ? ExitCodes.Different : ExitCodes.Done;
    }

    /// <summary>Lists alerts.</summary>
    public int Alerts(bool all, bool json)
    {
        AlertRecord[] alerts = [.. reader.Alerts().Where(alert => all || alert.AcknowledgedBy is null)];
        RegistryOutput.Write(json, alerts, writer =>
        {
            var table = new TextTable(0);
            foreach (AlertRecord alert in alerts)
            {
                table.Add(
                    alert.Alert.ToString(CultureInfo.InvariantCulture),
                    alert.Subject,
                    ReportText.SeverityWord(alert.Severity),
                    ReportText.Period(alert.From, alert.To),
                    alert.AcknowledgedBy is { } who ? $"acknowledged by {who}" : "open");
            }

            table.Write(writer);
        });
        return alerts.Any(alert => alert.AcknowledgedBy is null) ? ExitCodes.Different : ExitCodes.Done;
    }

    /// <summary>Acknowledges an alert.</summary>
    public int Acknowledge(long number, Change change, MonitorRegistry? registry, CancellationToken cancellation)
    {
        AlertRecord alert = reader.Alerts().FirstOrDefault(each => each.Alert == number)
            ?? throw new MonitorFailure(string.Create(CultureInfo.InvariantCulture, $"there is no alert {number} of this baseline"));
        if (alert.AcknowledgedBy is { } before)
        {
            throw new MonitorFailure(string.Create(CultureInfo.InvariantCulture, $"alert {number} was acknowledged by {before}"));
        }

        if (!sql.CanHold(change.Who) || !sql.CanHold(change.Reason))
        {
            throw new MonitorFailure("the name or the reason has characters that the database cannot hold");
        }

        // The registry first: it keeps the same once, so that what is cut off in between can be repeated.
        registry?.Keep(baseline, source, alert);
        using DbTransaction transaction = database.Begin("mlops monitor");
        database.Run(sql.Acknowledge(number, change.Who, change.Reason), transaction, cancellation);
        database.Commit(transaction);
        return ExitCodes.Done;
    }

    public void Dispose() => database.Dispose();

    private static void Show(TextWriter writer, WindowReport window)
    {
        var table = new TextTable(0);
        foreach (ColumnReport column in window.Columns.Where(column => column.Severity > 0))
        {
            table.Add(column.Name, ReportText.SeverityWord(column.Severity), $"stability {Figure(column.Stability)}", $"Jensen-Shannon {Figure(column.JensenShannon)}", $"Wasserstein {Figure(column.Wasserstein)}");
        }

        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"window {window.Window}: {window.Rows} rows, {window.Columns.Count(column => column.Severity > 0)} of {window.Columns.Count} columns changed"));
        table.Write(writer);
    }

    private void Post(string webhook, AlertRecord[] alerts, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(webhook, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            throw new CommandFailure(ExitCodes.Usage, "--webhook takes an http or https address");
        }

        string body = JsonSerializer.Serialize(new { baseline.Specification.Model, baseline.Specification.Version, Baseline = baseline.Hash, alerts }, RegistryOutput.JsonOptions);
        using var client = new HttpClient { Timeout = WebhookPatience };
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        try
        {
            using HttpResponseMessage response = client.PostAsync(address, content, cancellation).GetAwaiter().GetResult();
            if (!response.IsSuccessStatusCode)
            {
                throw new CommandFailure(ExitCodes.Unreachable, string.Create(CultureInfo.InvariantCulture, $"the webhook answered with {(int)response.StatusCode}; the alerts are in the database"));
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new CommandFailure(ExitCodes.Unreachable, $"the webhook could not be reached; the alerts are in the database: {exception.Message}");
        }
    }

    private static DatabaseTarget Of(string target) => TargetCatalog.Find(target).Database
        ?? throw new CommandFailure(ExitCodes.Usage, $"{target} is no database: a monitor needs one");

    private static MonitorSpecification Specification(string file)
    {
        var diagnostics = new DiagnosticBag();
        MonitorSpecification? specification = MonitorSpecificationReader.Read(File.ReadAllText(file), file, diagnostics);
        ModelLoader.Show(diagnostics);
        return specification ?? throw new CommandFailure(ExitCodes.Model, $"{file}: the file was refused; see docs/diagnostics.md for each id");
    }

    private static T Read<T>(string file, Func<string, T> parse)
    {
        try
        {
            return parse(File.ReadAllText(file));
        }
        catch (FormatException exception)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{file}: {exception.Message}");
        }
    }

    private static string Figure(double? value) => value is { } number ? number.ToString("G3", CultureInfo.InvariantCulture) : "–";
}
