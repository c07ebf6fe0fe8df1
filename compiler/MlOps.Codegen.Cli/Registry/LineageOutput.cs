using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>Lineage, drawn.</summary>
internal static class LineageOutput
{
    private const string OpenLineageSpecification = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
    private const string SchemaFacet = "https://openlineage.io/spec/facets/1-1-1/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet";
    private const string ColumnFacet = "https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet";

    /// <summary>Writes lineage as text.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="graph">The lineage.</param>
    public static void Text(TextWriter writer, LineageGraph graph)
    {
        VersionDetails details = graph.Details;
        writer.WriteLine(Printable.Line(graph.Version.ToString()));
        var table = new TextTable(2);
        foreach (DatasetUse data in graph.Datasets)
        {
            table.Add("from", $"{data.Role} data {data.Name} as of {data.AsOf}", $"digest {data.Digest}");
        }

        foreach (LineageEdge edge in graph.Needs)
        {
            table.Add("from", $"model {edge.Upstream}", edge.Downstream == graph.Version ? "" : $"by {edge.Downstream}");
        }

        table.Add("from", $"model file {details.SourceName}", $"sha256 {details.SourceHash}");
        table.Add("through", "plan", $"sha256 {details.IntermediateHash}");
        foreach (FileRecord file in details.Files)
        {
            table.Add("to", $"{file.Target}/{file.Path}", $"sha256 {file.Sha256}");
        }

        foreach (DeployedObject installed in details.Deployed)
        {
            table.Add("to", $"{installed.Name} in {installed.Place}", $"definition sha256 {installed.DefinitionHash}");
        }

        foreach (LineageEdge edge in graph.NeededBy)
        {
            table.Add("to", $"model {edge.Downstream}", edge.Upstream == graph.Version ? "" : $"by {edge.Upstream}");
        }

        foreach (ColumnOrigin column in graph.Columns)
        {
            string features = column.Features.IsEmpty ? "" : $"{string.Join(", ", column.Features)} \u2190 ";
            table.Add("output", column.Output, $"\u2190 {features}{string.Join(", ", column.Columns)}");
        }

        table.Write(writer);
    }

    /// <summary>Writes lineage as a Mermaid flowchart.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="graph">The lineage.</param>
    public static void Mermaid(TextWriter writer, LineageGraph graph)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        writer.WriteLine("flowchart LR");
        string own = Node($"version {graph.Version}", graph.Version.ToString());
        string source = Node($"source {graph.Details.SourceHash}", graph.Details.SourceName);
        foreach (DatasetUse data in graph.Datasets)
        {
            Edge(Node($"data {data.Name} {data.AsOf} {data.Digest}", $"{data.Name} as of {data.AsOf}"), source, data.Role);
        }

        Edge(source, own, "compiled");
        foreach (LineageEdge edge in graph.Needs.Concat(graph.NeededBy))
        {
            Edge(Node($"version {edge.Upstream}", edge.Upstream.ToString()), Node($"version {edge.Downstream}", edge.Downstream.ToString()), "needed by");
        }

        foreach (IGrouping<string, FileRecord> target in graph.Details.Files.GroupBy(file => file.Target))
        {
            string generated = Node($"target {target.Key}", $"{target.Key}: {target.Count()} files");
            Edge(own, generated, "generated");
            foreach (DeployedObject installed in graph.Details.Deployed.Where(each => each.Target == target.Key))
            {
                Edge(generated, Node($"object {installed.Place} {installed.Name}", installed.Name), "installed");
            }
        }

        foreach (ColumnOrigin column in graph.Columns)
        {
            string output = Node($"output {column.Output}", column.Output);
            Edge(own, output, "output");
            foreach (string input in column.Columns)
            {
                Edge(Node($"column {input}", input), output, column.Features.IsEmpty ? "" : string.Join(", ", column.Features));
            }
        }

        string Node(string key, string label)
        {
            if (!ids.TryGetValue(key, out string? id))
            {
                id = FormattableString.Invariant($"n{ids.Count}");
                ids.Add(key, id);
                writer.WriteLine($"  {id}[\"{Label(label)}\"]");
            }

            return id;
        }

        void Edge(string from, string to, string label) => writer.WriteLine(label.Length == 0 ? $"  {from} --> {to}" : $"  {from} -->|\"{Label(label)}\"| {to}");
    }

    /// <summary>Writes lineage as an OpenLineage event, a line of JSON: the compile as a run from data to the version.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="graph">The lineage.</param>
    public static void OpenLineage(TextWriter writer, LineageGraph graph)
    {
        const string Namespace = "mlops";
        const string Producer = "mlops registry";
        VersionDetails details = graph.Details;

        // The same version is the same run, whoever writes the event when.
        var run = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{graph.Version} {details.ContentHash}")).AsSpan(0, 16));
        var columns = graph.Columns.ToDictionary(
            column => column.Output,
            column => new { inputFields = column.Columns.Select(input => new { @namespace = Namespace, name = graph.Version.Model + ".inputs", field = input }) });
        var written = new
        {
            eventType = "COMPLETE",
            eventTime = details.Summary.RegisteredAt,
            run = new { runId = run },
            job = new { @namespace = Namespace, name = $"compile {graph.Version}" },
            inputs = graph.Datasets.Select(data => data.Name)
                .Concat(graph.Needs.Where(edge => edge.Downstream == graph.Version).Select(edge => edge.Upstream.ToString()))
                .Distinct(StringComparer.Ordinal)
                .Select(name => new { @namespace = Namespace, name }),
            outputs = new[]
            {
                new
                {
                    @namespace = Namespace,
                    name = graph.Version.ToString(),
                    facets = new Dictionary<string, object>
                    {
                        ["schema"] = new { _producer = Producer, _schemaURL = SchemaFacet, fields = details.Outputs.Select(output => new { name = output.Name, type = output.Type }) },
                        ["columnLineage"] = new { _producer = Producer, _schemaURL = ColumnFacet, fields = columns },
                    },
                },
            },
            producer = Producer,
            schemaURL = OpenLineageSpecification,
        };
        writer.WriteLine(JsonSerializer.Serialize(written));
    }

    // Mermaid reads entities in labels; a quote or a bracket as it is would end one.
    private static string Label(string text) => string.Concat(Printable.Line(text).Select(letter =>
        char.IsLetterOrDigit(letter) || letter is ' ' or '@' or '.' or '_' or '-' or ':' or ',' or '/' ? letter.ToString() : FormattableString.Invariant($"#{(int)letter};")));
}
