using System.CommandLine;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Cli.Monitoring;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Registry;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops monitor retrain</c>: trains a monitored model again where that is due.</summary>
internal static class RetrainCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("baseline") { Description = "The file that mlops monitor baseline wrote; its specification has a section 'retrain'." };
        Option<string> target = CommonSymbols.Target();
        Option<string?> connection = CommonSymbols.Connection();
        Option<string?> place = RegistryOptions.Place();
        var asOf = new Option<string?>("--as-of") { Description = "The time whose knowledge counts, as the time column has it, such as 2026-03-01; by default now, in UTC." };
        AsOfTime.OnlyTimes(asOf);
        var folder = new Option<string>("--work") { Description = "Where models and logs are kept, in a folder per request.", DefaultValueFactory = _ => "retraining" };
        var who = new Option<string>("--as") { Description = "Who asks the registry for changes; by default the user's account.", DefaultValueFactory = _ => Environment.UserName };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what is due." };
        Option<bool> json = CommonSymbols.Json();
        var command = new Command(
            "retrain",
            """
            Raises a request where a schedule, a metric or known outcomes ask for one, runs the command of the specification, registers the
            model, compares it with the champion on held-out rows, and asks for approval. Whatever was ended goes on with the next call.
            Exit code 1: something is due, or waits for a person, or retraining has stopped helping.

            Example:
              mlops monitor retrain churn.baseline.json --target sqlite --connection shop.db --registry registry.db --as-of 2026-03-01
            """)
        {
            file, target, connection, place, asOf, folder, who, dryRun, json,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(RegistryOptions.Guarded(() => MonitorTarget.Guarded(() =>
        {
            MonitoringBaseline baseline = MonitorTarget.ReadBaseline(parsed.GetRequiredValue(file));
            var run = new RetrainRun(baseline, parsed.GetRequiredValue(target), parsed.GetValue(connection), ModelRegistry.At(RegistryOptions.PlaceOf(parsed.GetValue(place))));
            DateTime now = DateTime.UtcNow;
            return run.Run(
                parsed.GetValue(asOf) is { } text ? AsOfTime.Parse(text)!.Value : new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Unspecified),
                parsed.GetRequiredValue(folder),
                parsed.GetRequiredValue(who),
                parsed.GetValue(dryRun),
                parsed.GetValue(json),
                cancellation);
        }))));
        return command;
    }
}
