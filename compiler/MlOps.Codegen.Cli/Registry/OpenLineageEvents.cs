using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>
/// Lineage as OpenLineage events (https://openlineage.io/spec/2-0-2/OpenLineage.json), a line of JSON each: the registration as a run from
/// data to the version, and every run that scored rows, from the table and the version to the scores. Each run has its START and what
/// ended it. The same run has the same id, whoever writes its events when.
/// </summary>
internal static class OpenLineageEvents
{
    private const string Specification = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
    private const string Facets = "https://openlineage.io/spec/facets/";

    // Jobs are of whoever runs them, which is this program.
    private const string Jobs = "mlops";

    private static readonly string Producer = $"urn:mlops-codegen:{ArtifactBuilder.Version}";

    /// <summary>Writes the events.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="graph">The lineage.</param>
    /// <param name="registry">The registry's identity: names of models are its own.</param>
    public static void Write(TextWriter writer, LineageGraph graph, string registry)
    {
        string models = $"mlops://{registry}";
        foreach (JsonObject written in Registration(graph, models).Concat(graph.Runs.SelectMany(run => Scoring(graph, run, models))))
        {
            writer.WriteLine(written.ToJsonString());
        }
    }

    private static IEnumerable<JsonObject> Registration(LineageGraph graph, string models)
    {
        VersionDetails details = graph.Details;
        JsonObject At(string type) => Event(
            type,
            details.Summary.RegisteredAt,
            $"{models} {graph.Version} {details.ContentHash}",
            $"{graph.Version.Model}.register",
            new JsonArray(
            [
                .. graph.Datasets.Select(data => Dataset(Place(data.Name, models), [("version", Facet("1-0-1/DatasetVersionDatasetFacet", ("datasetVersion", data.Digest)))])),
                .. Needed(graph, models),
            ]),
            new JsonArray(Dataset((models, graph.Version.ToString()), [Version(details.ContentHash), Schema(details.Outputs)])));

        return [At("START"), At("COMPLETE")];
    }

    private static IEnumerable<JsonObject> Scoring(LineageGraph graph, ScoringRun run, string models)
    {
        VersionDetails details = graph.Details;
        JsonObject At(string type, string time)
        {
            JsonObject scores = Dataset((run.Place, run.ScoresTable), [Schema(details.Outputs), ColumnLineage(graph, run)]);
            if (type != "START")
            {
                scores["outputFacets"] = new JsonObject { ["outputStatistics"] = Facet("1-0-2/OutputStatisticsOutputDatasetFacet", ("rowCount", run.Rows)) };
            }

            return Event(
                type,
                time,
                FormattableString.Invariant($"{models} {graph.Version} {run.Place} {run.ScoresTable} {run.Number}"),
                $"{graph.Version.Model}.score",
                new JsonArray(
                [
                    Dataset((run.Place, run.SourceTable), [Schema(details.Inputs)]),
                    Dataset((models, graph.Version.ToString()), [Version(details.ContentHash)]),
                    .. Needed(graph, models),
                ]),
                new JsonArray(scores));
        }

        yield return At("START", run.StartedAt);
        string? end = run.State switch
        {
            "running" => null,
            "done" => "COMPLETE",
            "failed" => "FAIL",
            "cancelled" => "ABORT",
            _ => throw new InvalidOperationException($"unknown state {run.State}"),
        };
        if (end is not null && run.FinishedAt is { } finished)
        {
            yield return At(end, finished);
        }
    }

    private static IEnumerable<JsonNode> Needed(LineageGraph graph, string models) => graph.Needs
        .Where(edge => edge.Downstream == graph.Version)
        .Select(edge => edge.Upstream.ToString())
        .Distinct(StringComparer.Ordinal)
        .Select(name => Dataset((models, name), []));

    private static JsonObject Event(string type, string time, string run, string job, JsonArray inputs, JsonArray outputs) => new()
    {
        ["eventType"] = type,
        ["eventTime"] = time,
        ["run"] = new JsonObject { ["runId"] = RunId(run).ToString() },
        ["job"] = new JsonObject
        {
            ["namespace"] = Jobs,
            ["name"] = job,
            ["facets"] = new JsonObject { ["jobType"] = Facet("2-0-2/JobTypeJobFacet", ("processingType", "BATCH"), ("integration", "MLOPS"), ("jobType", "JOB")) },
        },
        ["inputs"] = inputs,
        ["outputs"] = outputs,
        ["producer"] = Producer,
        ["schemaURL"] = Specification,
    };

    private static JsonObject Dataset((string Namespace, string Name) dataset, (string Name, JsonObject Facet)[] facets)
    {
        var written = new JsonObject { ["namespace"] = dataset.Namespace, ["name"] = dataset.Name };
        if (facets.Length > 0)
        {
            written["facets"] = new JsonObject(facets.Select(facet => KeyValuePair.Create(facet.Name, (JsonNode?)facet.Facet)));
        }

        return written;
    }

    private static (string Name, JsonObject Facet) Version(string content) => ("version", Facet("1-0-1/DatasetVersionDatasetFacet", ("datasetVersion", content)));

    private static (string Name, JsonObject Facet) Schema(IEnumerable<ManifestColumn> columns) => (
        "schema",
        Facet("1-1-1/SchemaDatasetFacet", ("fields", new JsonArray([.. columns.Select(column => new JsonObject { ["name"] = column.Name, ["type"] = column.Type })]))));

    private static (string Name, JsonObject Facet) ColumnLineage(LineageGraph graph, ScoringRun run)
    {
        var fields = new JsonObject();
        foreach (ColumnOrigin column in graph.Columns)
        {
            JsonNode[] inputs =
            [
                .. column.Columns.Select(input => new JsonObject
                {
                    ["namespace"] = run.Place,
                    ["name"] = run.SourceTable,
                    ["field"] = input,
                    ["transformations"] = new JsonArray(new JsonObject
                    {
                        ["type"] = "DIRECT",
                        ["subtype"] = "TRANSFORMATION",
                        ["description"] = column.Features.IsEmpty ? $"{graph.Version}" : $"{graph.Version}, through {string.Join(", ", column.Features)}",
                        ["masking"] = false,
                    }),
                }),
            ];
            fields[column.Output] = new JsonObject { ["inputFields"] = new JsonArray(inputs) };
        }

        return ("columnLineage", Facet("1-2-0/ColumnLineageDatasetFacet", ("fields", fields)));
    }

    private static JsonObject Facet(string schema, params ReadOnlySpan<(string Name, JsonNode? Value)> values)
    {
        string name = schema[(schema.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var facet = new JsonObject { ["_producer"] = Producer, ["_schemaURL"] = $"{Facets}{schema}.json#/$defs/{name}" };
        foreach ((string field, JsonNode? value) in values)
        {
            facet[field] = value;
        }

        return facet;
    }

    // Data that was registered by where it is (scheme://authority/database.schema.table) is named as others name it; else it is the registry's.
    private static (string Namespace, string Name) Place(string name, string models)
    {
        int scheme = name.IndexOf("://", StringComparison.Ordinal);
        int slash = scheme > 0 ? name.LastIndexOf('/') : -1;
        return scheme > 0 && slash > scheme + 2 && slash < name.Length - 1 ? (name[..slash], name[(slash + 1)..]) : (models, name);
    }

    // A UUID of version 8 (RFC 9562): its bits are a hash.
    private static Guid RunId(string run)
    {
        Span<byte> bytes = SHA256.HashData(Encoding.UTF8.GetBytes(run)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
