using System.Globalization;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>Lineage, drawn.</summary>
internal static class LineageOutput
{
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

        foreach (ScoringRun run in graph.Runs)
        {
            table.Add("scored", $"{run.SourceTable} \u2192 {run.ScoresTable} in {run.Place}", RunText(run));
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

        foreach (ScoringRun run in graph.Runs)
        {
            string id = Node(string.Create(CultureInfo.InvariantCulture, $"run {run.Place} {run.ScoresTable} {run.Number}"), RunText(run));
            Edge(own, id, "scored in");
            Edge(Node($"table {run.Place} {run.SourceTable}", run.SourceTable), id, "");
            Edge(id, Node($"table {run.Place} {run.ScoresTable}", run.ScoresTable), string.Create(CultureInfo.InvariantCulture, $"{run.Rows} rows"));
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

    private static string RunText(ScoringRun run) => string.Create(
        CultureInfo.InvariantCulture, $"run {run.Number}, {run.State}: {run.Rows} rows, {run.StartedAt}, by {run.RunBy}");

    // Mermaid reads entities in labels; a quote or a bracket as it is would end one.
    private static string Label(string text) => string.Concat(Printable.Line(text).Select(letter =>
        char.IsLetterOrDigit(letter) || letter is ' ' or '@' or '.' or '_' or '-' or ':' or ',' or '/' ? letter.ToString() : FormattableString.Invariant($"#{(int)letter};")));
}
