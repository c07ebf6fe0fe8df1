using System.CommandLine;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Plan.Verification;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Signatures;

namespace MlOps.Codegen.Cli.Commands;

/// <summary>The commands that bring a version through its life, and into slots.</summary>
internal static class RegistryLife
{
    public static IEnumerable<Command> Create() => [Policy(), Validate(), Submit(), Approve(), Reject(), Promote(), Rollback(), Vacate(), Retire()];

    /// <summary>The option for what somebody is.</summary>
    public static Option<string> Role() => new("--role") { Description = "What whoever decides is, such as \"risk officer\".", Required = true };

    private static Command Policy()
    {
        var options = new RegistryOptions();
        var project = new Argument<string>("project") { Description = "The project's name." };
        var quorum = new Option<int>("--quorum") { Description = "How many people must approve.", DefaultValueFactory = _ => 1 };
        var author = new Option<bool>("--author-may-approve") { Description = "The author's own approval counts." };
        var signature = new Option<bool>("--signature-required") { Description = "Only signed approvals count." };
        var fairness = new Option<bool>("--fairness-required") { Description = "A fairness metric must have been measured." };
        var metrics = new Option<string[]>("--metric") { Description = "What a metric must be, such as auc>=0.8; may be given again." };
        var slots = new Option<Slot[]>("--approved-slot") { Description = "A slot that takes approved versions only; may be given again.", DefaultValueFactory = _ => [Slot.Champion] };
        var command = new Command(
            "policy",
            """
            Sets what a project asks for from now on, all of it: what is not given is not asked for.

            Example:
              mlops registry policy credit --quorum 2 --metric "auc>=0.8" --fairness-required --reason "model risk guideline 7"
            """)
        {
            project, quorum, author, signature, fairness, metrics, slots,
        };
        return options.Changes(command, (parsed, registry, change) =>
        {
            var policy = new ApprovalPolicy
            {
                Quorum = parsed.GetValue(quorum),
                AuthorMayApprove = parsed.GetValue(author),
                SignatureRequired = parsed.GetValue(signature),
                FairnessRequired = parsed.GetValue(fairness),
                Metrics = [.. (parsed.GetValue(metrics) ?? []).Select(MetricRule.Parse)],
                ApprovedSlots = [.. (parsed.GetValue(slots) ?? []).Distinct()],
            };
            if (!registry.Exists())
            {
                registry.Initialize(new Change(change.Who, "first use"));
            }

            string name = parsed.GetRequiredValue(project);
            registry.SetPolicy(name, policy, change);
            return RegistryOutput.Write(options.Json(parsed), policy, writer => writer.WriteLine($"{name}: {policy.Quorum} approval(s), {policy.Metrics.Length} metric(s)"));
        });
    }

    private static Command Validate()
    {
        var options = new RegistryOptions();
        Argument<string> version = RegistryCommand.Version();
        Option<string> target = CommonSymbols.Target();
        Option<string?> connection = CommonSymbols.Connection();
        var rows = new Option<int>("--rows") { Description = "How many boundary rows to compare at most.", DefaultValueFactory = _ => BoundaryRows.DefaultCount };
        var command = new Command(
            "validate",
            """
            Compiles the registered model file, compares the target with the reference evaluator as 'mlops verify' does, and keeps the account.
            Exit code 1: something differs, and nothing was kept.
            """)
        {
            version, target, connection, rows,
        };
        return options.Changes(command, (parsed, registry, change) =>
        {
            TargetEntry entry = TargetCatalog.Find(parsed.GetRequiredValue(target));
            entry.RequireConnection(parsed.GetValue(connection));
            VersionDetails details = registry.Show(VersionReference.Parse(parsed.GetRequiredValue(version)));
            var reference = new VersionReference(details.Summary.Model, details.Summary.Number);
            if (RegisteredModel.Certify(registry, details, entry, parsed.GetValue(connection), Math.Max(1, parsed.GetValue(rows))) is not { } certificate)
            {
                Console.Error.WriteLine($"{reference} differs on {entry.Name}: it is not validated");
                return ExitCodes.Different;
            }

            registry.Validate(reference, certificate, change);
            return RegistryOutput.Write(
                options.Json(parsed),
                new { version = reference.ToString(), target = entry.Name, rows = certificate.Rows, same = true },
                writer => writer.WriteLine(FormattableString.Invariant($"{reference} on {entry.Name}: same on {certificate.Rows} rows")));
        });
    }

    private static Command Submit() => OnVersion("submit", "Asks for approval of a validated version.", [], (_, registry, version, change) => registry.Submit(version, change));

    private static Command Approve()
    {
        Option<string> role = Role();
        var key = new Option<string?>("--key") { Description = "The approver's private key, to sign the approval." };
        return OnVersion(
            "approve",
            "Approves a version that waits for it; with the last approval that the policy asks for it is approved.",
            [role, key],
            (parsed, registry, version, change) =>
            {
                using SigningKey? signing = parsed.GetValue(key) is { } file ? KeyFiles.Read(file) : null;
                registry.Approve(version, parsed.GetRequiredValue(role), change, signing);
            });
    }

    private static Command Reject()
    {
        Option<string> role = Role();
        return OnVersion(
            "reject",
            "Rejects a version that waits for approval, for good.",
            [role],
            (parsed, registry, version, change) => registry.Reject(version, parsed.GetRequiredValue(role), change));
    }

    private static Command Retire() => OnVersion("retire", "Retires a version that no slot and no other version needs.", [], (_, registry, version, change) => registry.Retire(version, change));

    private static Command Promote()
    {
        Option<Slot> slot = RegistryReading.SlotOption("Where it is to stand.");
        return OnVersion(
            "promote",
            "Puts a version into a slot; the one that stood there leaves it at the same time.",
            [slot],
            (parsed, registry, version, change) => registry.Promote(version, parsed.GetRequiredValue(slot), change));
    }

    private static Command Rollback()
    {
        var options = new RegistryOptions();
        var model = new Argument<string>("model") { Description = "The model's name." };
        Option<Slot> slot = RegistryReading.SlotOption("The slot; by default champion.", required: false);
        slot.DefaultValueFactory = _ => Slot.Champion;
        var from = new Option<long?>("--from") { Description = "The number of the version that is to leave: where another stands there, nothing is done, so that the command can be repeated." };
        return options.Changes(new Command("rollback", "Puts the version back that stood in a slot before.") { model, slot, from }, (parsed, registry, change) =>
        {
            VersionReference version = registry.Rollback(parsed.GetRequiredValue(model), parsed.GetValue(slot), change, parsed.GetValue(from));
            return Say(options.Json(parsed), registry, version);
        });
    }

    private static Command Vacate()
    {
        var options = new RegistryOptions();
        var model = new Argument<string>("model") { Description = "The model's name." };
        Option<Slot> slot = RegistryReading.SlotOption("The slot.");
        return options.Changes(new Command("vacate", "Empties a slot.") { model, slot }, (parsed, registry, change) =>
        {
            registry.Vacate(parsed.GetRequiredValue(model), parsed.GetRequiredValue(slot), change);
            return ExitCodes.Done;
        });
    }

    private static Command OnVersion(string name, string description, Option[] symbols, Action<ParseResult, ModelRegistry, VersionReference, Change> run)
    {
        var options = new RegistryOptions();
        Argument<string> version = RegistryCommand.Version();
        var command = new Command(name, description) { version };
        foreach (Option symbol in symbols)
        {
            command.Add(symbol);
        }

        return options.Changes(command, (parsed, registry, change) =>
        {
            var reference = VersionReference.Parse(parsed.GetRequiredValue(version));
            run(parsed, registry, reference, change);
            return Say(options.Json(parsed), registry, reference);
        });
    }

    private static int Say(bool json, ModelRegistry registry, VersionReference version)
    {
        VersionSummary summary = registry.Show(version).Summary;
        return RegistryOutput.Write(json, summary, writer => RegistryOutput.List(writer, [summary]));
    }
}
