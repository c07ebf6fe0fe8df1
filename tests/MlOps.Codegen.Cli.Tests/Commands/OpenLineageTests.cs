using System.Text.Json;
using System.Text.RegularExpressions;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Cli.Tests.Commands;

/// <summary>Events are what OpenLineage's specification says: https://openlineage.io/spec/2-0-2/OpenLineage.json and its facets.</summary>
public partial class OpenLineageTests
{
    private static readonly string[] Types = ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"];

    private static readonly string[] Ends = ["COMPLETE", "ABORT", "FAIL"];

    // What a facet must have besides _producer and _schemaURL, by its place and the name that it has there.
    private static readonly Dictionary<string, (string Schema, string[] Required)> Facets = new(StringComparer.Ordinal)
    {
        ["jobType"] = ("JobTypeJobFacet", ["processingType", "integration"]),
        ["version"] = ("DatasetVersionDatasetFacet", ["datasetVersion"]),
        ["schema"] = ("SchemaDatasetFacet", ["fields"]),
        ["columnLineage"] = ("ColumnLineageDatasetFacet", ["fields"]),
        ["outputStatistics"] = ("OutputStatisticsOutputDatasetFacet", ["rowCount"]),
    };

    [Fact]
    public void Every_event_has_what_the_specification_requires()
    {
        JsonElement[] events = Events();
        Assert.Equal(2 + 2 + 2 + 2 + 1, events.Length);
        foreach (JsonElement each in events)
        {
            Assert.Contains(each.GetProperty("eventType").GetString(), Types);
            Assert.Matches(DateTimeOfRfc3339(), each.GetProperty("eventTime").GetString());
            Assert.True(Uri.TryCreate(each.GetProperty("producer").GetString(), UriKind.Absolute, out _));
            Assert.Equal("https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent", each.GetProperty("schemaURL").GetString());
            string run = each.GetProperty("run").GetProperty("runId").GetString()!;
            Assert.Matches(UuidOfRfc9562(), run);
            AssertNamed(each.GetProperty("job"));
            AssertFacets(each.GetProperty("job"), "facets");
            foreach (JsonElement dataset in each.GetProperty("inputs").EnumerateArray().Concat(each.GetProperty("outputs").EnumerateArray()))
            {
                AssertNamed(dataset);
                Assert.Matches(SchemeAndAuthority(), dataset.GetProperty("namespace").GetString());
                AssertFacets(dataset, "facets");
                AssertFacets(dataset, "outputFacets");
            }

            Assert.DoesNotContain(each.GetProperty("inputs").EnumerateArray(), input => input.TryGetProperty("outputFacets", out _));
        }
    }

    [Fact]
    public void Every_run_starts_and_ends_once()
    {
        var runs = Events().GroupBy(each => each.GetProperty("run").GetProperty("runId").GetString()).Select(run => run.Select(each => each.GetProperty("eventType").GetString()!).ToArray()).ToList();
        Assert.Equal([["START", "COMPLETE"], ["START", "COMPLETE"], ["START", "FAIL"], ["START", "ABORT"], ["START"]], runs);
        Assert.All(runs.Where(run => run.Length > 1), run => Assert.Contains(run[^1], Ends));
        Assert.Equal(Events().Select(each => each.GetRawText()), Events().Select(each => each.GetRawText()));
    }

    [Fact]
    public void Datasets_are_named_by_where_they_are()
    {
        JsonElement[] events = Events();
        JsonElement registered = events[1];
        Assert.Equal(
            ["postgres://db:5432 shop.public.customers", "mlops://r1 bare.table", "mlops://r1 income@2"],
            registered.GetProperty("inputs").EnumerateArray().Select(Name));
        Assert.Equal("mlops://r1 churn@1", Name(registered.GetProperty("outputs")[0]));

        JsonElement scored = events[3];
        Assert.Equal(("mlops", "churn.score"), (scored.GetProperty("job").GetProperty("namespace").GetString(), scored.GetProperty("job").GetProperty("name").GetString()));
        Assert.Equal(
            ["postgres://db:5432 shop.public.customers", "mlops://r1 churn@1", "mlops://r1 income@2"], scored.GetProperty("inputs").EnumerateArray().Select(Name));
        JsonElement output = scored.GetProperty("outputs")[0];
        Assert.Equal("postgres://db:5432 shop.mlops.churn_scores", Name(output));
        Assert.Equal(30, output.GetProperty("outputFacets").GetProperty("outputStatistics").GetProperty("rowCount").GetInt64());
        JsonElement[] origins = [.. output.GetProperty("facets").GetProperty("columnLineage").GetProperty("fields").GetProperty("score").GetProperty("inputFields").EnumerateArray()];
        Assert.Equal(["age", "income"], origins.Select(origin => origin.GetProperty("field").GetString()));
        foreach (JsonElement origin in origins)
        {
            Assert.Equal("postgres://db:5432 shop.public.customers", Name(origin));
            JsonElement transformation = Assert.Single(origin.GetProperty("transformations").EnumerateArray());
            Assert.Equal(("DIRECT", "churn@1, through scaled"), (transformation.GetProperty("type").GetString(), transformation.GetProperty("description").GetString()));
        }

        static string Name(JsonElement named) => $"{named.GetProperty("namespace").GetString()} {named.GetProperty("name").GetString()}";
    }

    private static JsonElement[] Events()
    {
        var version = new VersionReference("churn", 1);
        var run = new ScoringRun(
            "postgres", "postgres://db:5432", "shop.public.customers", "shop.mlops.churn_scores", 1, "full", null, "2026-03-03T00:00:00.000000Z", "2026-03-03T00:00:05.000000Z", "done", 30, 1, "ann");
        var graph = new LineageGraph(
            version,
            Details(),
            [new ColumnOrigin("score", ["scaled"], ["age", "income"])],
            [new LineageEdge(version, new VersionReference("income", 2)), new LineageEdge(new VersionReference("income", 2), new VersionReference("deep", 1))],
            [])
        {
            Runs = [run, run with { Number = 2, State = "failed" }, run with { Number = 3, State = "cancelled" }, run with { Number = 4, State = "running", FinishedAt = null }],
        };
        using var writer = new StringWriter();
        OpenLineageEvents.Write(writer, graph, "r1");
        return [.. writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static VersionDetails Details() => new()
    {
        Summary = new VersionSummary("default", "churn", 1, VersionState.Approved, [], "regression", "ann", "2026-03-01T00:00:00.000000Z", ""),
        Purpose = "",
        Owner = "ann",
        SourceName = "churn.pmml",
        SourceHash = "s",
        IntermediateHash = "i",
        InputSchemaHash = "h",
        ContentHash = "c",
        Element = "RegressionModel",
        Generator = new ManifestGenerator("mlops", "1"),
        Inputs = [new ManifestColumn("age", "double", null), new ManifestColumn("income", "double", null)],
        Outputs = [new ManifestColumn("score", "double", null)],
        Files = [],
        Options = [],
        Tags = [],
        Datasets =
        [
            new DatasetUse("training", "postgres://db:5432/shop.public.customers", "2026-01-31", "d"),
            new DatasetUse("test", "bare.table", "2026-01-31", "e"),
        ],
        DependsOn = [new VersionReference("income", 2)],
        NeededBy = [],
        Metrics = [],
        Certificates = [],
        Approvals = [],
        Signatures = [],
        Deployed = [],
    };

    private static void AssertNamed(JsonElement named)
    {
        Assert.False(string.IsNullOrEmpty(named.GetProperty("namespace").GetString()));
        Assert.False(string.IsNullOrEmpty(named.GetProperty("name").GetString()));
    }

    private static void AssertFacets(JsonElement owner, string where)
    {
        if (!owner.TryGetProperty(where, out JsonElement facets))
        {
            return;
        }

        foreach (JsonProperty facet in facets.EnumerateObject())
        {
            (string schema, string[] required) = Facets[facet.Name];
            Assert.True(Uri.TryCreate(facet.Value.GetProperty("_producer").GetString(), UriKind.Absolute, out _));
            Assert.Matches($@"^https://openlineage\.io/spec/facets/\d+-\d+-\d+/{schema}\.json#/\$defs/{schema}$", facet.Value.GetProperty("_schemaURL").GetString());
            Assert.All(required, name => Assert.True(facet.Value.TryGetProperty(name, out _), $"{facet.Name} lacks {name}"));
            Assert.All(
                facet.Value.EnumerateObject().Where(property => property.Name[0] == '_'), property => Assert.Contains(property.Name, (string[])["_producer", "_schemaURL"]));
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")]
    private static partial Regex DateTimeOfRfc3339();

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    private static partial Regex UuidOfRfc9562();

    [GeneratedRegex("^[a-z][a-z0-9+.-]*://[^/]+")]
    private static partial Regex SchemeAndAuthority();
}
