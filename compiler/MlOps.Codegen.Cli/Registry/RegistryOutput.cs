using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlOps.Codegen.Registry.Audit;
using MlOps.Codegen.Registry.Queries;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>What the registry says, for people and for machines.</summary>
internal static class RegistryOutput
{
    private const int ShortHash = 12;

    /// <summary>How records are written as JSON.</summary>
    public static JsonSerializerOptions JsonOptions { get; } = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes a value as JSON, or as a person reads it.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="json">Whether JSON is wanted.</param>
    /// <param name="value">The value.</param>
    /// <param name="text">Writes it for people.</param>
    public static int Write<T>(bool json, T value, Action<TextWriter> text)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(value, JsonOptions));
        }
        else
        {
            text(Console.Out);
        }

        return ExitCodes.Done;
    }

    /// <summary>Writes a list of versions.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="versions">The versions.</param>
    public static void List(TextWriter writer, IEnumerable<VersionSummary> versions)
    {
        var table = new TextTable(0);
        foreach (VersionSummary version in versions)
        {
            table.Add(
                $"{version.Model}@{Text(version.Number)}",
                Text(version.State),
                string.Join(", ", version.Slots.Select(slot => Text(slot))),
                version.Project,
                version.Function,
                version.Author,
                version.RegisteredAt,
                version.Description);
        }

        table.Write(writer);
    }

    /// <summary>Writes all about a version.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="version">The version.</param>
    public static void Show(TextWriter writer, VersionDetails version)
    {
        VersionSummary summary = version.Summary;
        string slots = summary.Slots.IsEmpty ? "" : $", {string.Join(", ", summary.Slots.Select(slot => Text(slot)))}";
        writer.WriteLine(Printable.Line($"{summary.Model}@{Text(summary.Number)}: {Text(summary.State)}{slots}"));
        var table = new TextTable(2);
        table.Add("project", summary.Project);
        table.Add("purpose", version.Purpose);
        table.Add("owner", version.Owner);
        table.Add("author", $"{summary.Author}, {summary.RegisteredAt}");
        table.Add("description", summary.Description);
        table.Add("source", $"{version.SourceName} ({version.Element}, {summary.Function}), sha256 {version.SourceHash}");
        table.Add("plan", $"sha256 {version.IntermediateHash}");
        table.Add("inputs", $"{string.Join(", ", version.Inputs.Select(input => $"{input.Name}: {input.Type}"))}, sha256 {version.InputSchemaHash}");
        table.Add("outputs", string.Join(", ", version.Outputs.Select(output => $"{output.Name}: {output.Type}")));
        table.Add("generator", $"{version.Generator.Name} {version.Generator.Version}");
        table.Add("content", $"sha256 {version.ContentHash}");
        Many(table, "tag", version.Tags);
        Many(table, "file", version.Files.Select(file => $"{file.Target}/{file.Path}, sha256 {file.Sha256}"));
        Many(table, "data", version.Datasets.Select(data => $"{data.Role}: {data.Name} as of {data.AsOf}, digest {data.Digest}"));
        Many(table, "needs", version.DependsOn.Select(upstream => upstream.ToString()));
        Many(table, "needed by", version.NeededBy.Select(downstream => downstream.ToString()));
        Many(table, "metric", version.Metrics.Select(metric => string.Create(
            CultureInfo.InvariantCulture, $"{metric.Name} = {metric.Value}{(metric.Dataset is null ? "" : $" on {metric.Dataset}")}{(metric.Slice is null ? "" : $", {metric.Slice}")}{(metric.IsFairness ? " (fairness)" : "")}")));
        Many(table, "certificate", version.Certificates.Select(certificate => $"{certificate.Target}: same on {Text(certificate.Rows)} rows, {certificate.At}"));
        Many(table, "decision", version.Approvals.Select(approval => $"{approval.Decision} by {approval.Approver} ({approval.Role}{(approval.IsSigned ? ", signed" : "")}), {approval.At}: {approval.Reason}"));
        Many(table, "signature", version.Signatures.Select(signature => $"{signature.Meaning} by {signature.Signer} ({signature.Role}), {signature.SignedAt}: {(signature.IsValid() ? "valid" : "NOT VALID")}"));
        table.Write(writer);
    }

    /// <summary>Writes events.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="events">The events.</param>
    public static void Audit(TextWriter writer, IEnumerable<AuditEvent> events)
    {
        var table = new TextTable(0);
        foreach (AuditEvent each in events)
        {
            table.Add(Text(each.Seq), each.At, each.Who, each.Action, each.Subject, each.Hash[..Math.Min(ShortHash, each.Hash.Length)], each.Reason);
        }

        table.Write(writer);
    }

    /// <summary>A number, state or slot as it is written.</summary>
    /// <param name="value">The value.</param>
    public static string Text(object value) => value is Enum
        ? value.ToString()!.ToLowerInvariant()
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static void Many(TextTable table, string name, IEnumerable<string> values)
    {
        foreach (string value in values)
        {
            table.Add(name, value);
        }
    }
}
