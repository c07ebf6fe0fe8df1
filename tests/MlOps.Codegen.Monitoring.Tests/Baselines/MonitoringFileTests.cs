using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Artifacts.Monitoring.Reading;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Monitoring.Baselines;

namespace MlOps.Codegen.Monitoring.Tests.Baselines;

public class MonitoringFileTests
{
    private const string Minimal = """{ "model": "m", "table": "t", "timeColumn": "at", "columns": [{ "name": "x", "kind": "numeric" }] }""";

    [Fact]
    public void What_a_file_leaves_out_is_as_documented()
    {
        MonitorSpecification specification = MonitorSpecification.FromJson(Minimal);
        Assert.Equal((1, "mlops", new DriftPolicy(), false), (specification.Version, specification.Schema, specification.Policy, specification.Runs));
        Assert.Equal(new MonitoredColumn("x", ColumnKind.Numeric), Assert.Single(specification.Columns));
        Assert.Empty(specification.Values);
        MonitorSpecification other = MonitorSpecification.FromJson(Minimal.Replace("\"model\"", "\"policy\": { \"bins\": 5 }, \"model\"", StringComparison.Ordinal));
        Assert.Equal(new DriftPolicy { Bins = 5 }, other.Policy);
    }

    [Theory]
    [InlineData("\"kind\": \"numeric\"", "\"kind\": \"number\"", "kind")]
    [InlineData("\"kind\": \"numeric\"", "\"kind\": 1", "kind")]
    [InlineData("\"name\": \"x\", ", "", "name")]
    [InlineData("\"model\": \"m\", ", "", "model")]
    [InlineData("\"model\": \"m\"", "\"model\": null", "model")]
    [InlineData("\"model\": \"m\"", "\"modell\": \"m\"", "model")]
    [InlineData("\"kind\": \"numeric\"", "\"kind\": \"category\", \"role\": \"score\"", "numeric")]
    [InlineData("\"kind\": \"numeric\"", "\"kind\": \"category\", \"role\": \"decision\"", "positive")]
    [InlineData("\"kind\": \"numeric\"", "\"kind\": \"numeric\", \"role\": \"protected\"", "groups")]
    [InlineData("\"kind\": \"numeric\"", "\"kind\": \"numeric\", \"role\": \"decision\"", "boolean")]
    [InlineData("\"model\": \"m\"", "\"model\": \"m\", \"policy\": { \"epsilon\": 0 }", "epsilon")]
    public void What_contradicts_itself_is_refused_by_name(string part, string instead, string said)
    {
        FormatException refused = Assert.Throws<FormatException>(() => MonitorSpecification.FromJson(Minimal.Replace(part, instead, StringComparison.Ordinal)));
        Assert.Contains(said, refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once_and_where()
    {
        const string File = """
            {
              "model": "churn",
              "version": "3",
              "table": "scored", "tables": "x",
              "columns": [
                { "name": "ä", "kind": "number", "rôle": "input" },
                { "name": "y", "kind": "numeric", "exact": 1 }, 7
              ],
              "policy": { "bins": 2.5, "bins": 5 },
              "values": {}
            }
            """;
        Assert.Equal(
            [
                "m.json(1,1): error MLC1073: 'timeColumn' is missing here",
                "m.json(3,14): error MLC1074: '3' stands where a whole number of at most 2,147,483,647 is expected [/version]",
                "m.json(4,22): error MLC1072: 'tables' is no member here; did you mean 'table'? [/tables]",
                "m.json(6,28): error MLC1074: 'number' stands where one of numeric, category, boolean is expected [/columns/0/kind]",
                "m.json(6,38): error MLC1072: 'rôle' is no member here; did you mean 'role'? [/columns/0/rôle]",
                "m.json(7,48): error MLC1074: 1 stands where true or false is expected [/columns/1/exact]",
                "m.json(7,53): error MLC1074: 7 stands where an object in braces is expected [/columns/2]",
                "m.json(9,23): error MLC1074: 2.5 stands where a whole number of at most 2,147,483,647 is expected [/policy/bins]",
                "m.json(9,28): error MLC1075: 'bins' is there twice [/policy/bins]",
                "m.json(10,13): error MLC1074: an object stands where a list in brackets is expected [/values]",
            ],
            Refusals(File));
    }

    [Fact]
    public void Contradictions_are_told_at_once_and_where()
    {
        const string File = """
            {
              "model": " ", "version": 0, "table": "scored", "timeColumn": "at", "parameters": 0,
              "columns": [
                { "name": "x", "kind": "category", "role": "score" },
                { "name": "X", "kind": "numeric", "role": "score" },
                { "name": "d", "kind": "category", "role": "outcome" },
                { "name": "e", "kind": "boolean", "role": "challengerDecision", "positive": "yes", "exact": true },
                { "name": "g", "kind": "numeric", "role": "protected" }
              ],
              "policy": { "epsilon": 0.5, "windowsChanged": 4 },
              "values": [{ "name": "v", "sql": "1" }, { "name": "v", "sql": "2" }],
              "limits": [{ "metric": "auc" }, { "metric": "auc", "fallsBy": -1 }]
            }
            """;
        Assert.Equal(
            [
                "m.json(2,12): error MLC1075: model is a name [/model]",
                "m.json(2,28): error MLC1075: version is at least 1 [/version]",
                "m.json(2,84): error MLC1075: parameters is at least 1 [/parameters]",
                "m.json(4,28): error MLC1075: the column x is a score, which is numeric [/columns/0/kind]",
                "m.json(5,15): error MLC1075: the column X is there twice [/columns/1/name]",
                "m.json(5,47): error MLC1075: there is one column at most whose role is score [/columns/1/role]",
                "m.json(6,5): error MLC1075: the column d needs positive: the category that counts as selected, or as the event [/columns/2]",
                "m.json(7,47): error MLC1075: a challenger is compared with a column whose role is decision [/columns/3/role]",
                "m.json(7,81): error MLC1075: the column e has a positive category, which only a decision or an outcome that is a category can have [/columns/3/positive]",
                "m.json(7,97): error MLC1075: the column e has no exact distances, which numbers have [/columns/3/exact]",
                "m.json(8,28): error MLC1075: the column g divides the rows into groups, which numbers do not: give intervals as categories, in a view [/columns/4/kind]",
                "m.json(10,13): error MLC1075: policy: windowsLookedAt is at least windowsChanged [/policy]",
                "m.json(10,26): error MLC1075: policy: epsilon is above 0 and below 0.1 [/policy/epsilon]",
                "m.json(11,53): error MLC1075: the value v is there twice [/values/1/name]",
                "m.json(12,14): error MLC1075: a limit has atLeast, atMost, fallsBy or risesBy [/limits/0]",
                "m.json(12,35): error MLC1075: fallsBy and risesBy are not negative [/limits/1]",
            ],
            Refusals(File));
    }

    [Theory]
    [InlineData("", "m.json(1,1): error MLC1071: the file is no JSON: The input does not contain any JSON tokens")]
    [InlineData("{\n  \"model\": \"ä\" \"x\"\n}", "m.json(2,16): error MLC1071: the file is no JSON: '\"' is invalid after a value")]
    [InlineData("{ \"model\": \"m\", }", "m.json(1,17): error MLC1071: the file is no JSON: The JSON object contains a trailing comma at the end which is not supported in this mode")]
    [InlineData("[]", "m.json(1,1): error MLC1074: a list stands where an object in braces is expected")]
    [InlineData("null", "m.json(1,1): error MLC1074: null stands where an object in braces is expected")]
    public void What_is_no_file_at_all_is_refused_where_it_ends_to_be_one(string json, string said) =>
        Assert.StartsWith(said, Assert.Single(Refusals(json)), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_nested_too_deeply_is_refused() =>
        Assert.Contains("MLC1071", Assert.Single(Refusals(string.Concat(Enumerable.Repeat("[", 10_000)))), StringComparison.Ordinal);

    private static string[] Refusals(string json)
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(MonitorSpecificationReader.Read(json, "m.json", diagnostics));
        return [.. diagnostics.Select(diagnostic => diagnostic.ToString())];
    }

    [Fact]
    public void A_baseline_is_read_as_it_was_written_and_its_hash_stays()
    {
        MonitorSpecification specification = MonitorSpecification.FromJson(Minimal);
        BaselineFeature feature = BaselineBuilder.Numeric(specification.Columns[0], -1.5, 1e22, 0.1, [0.30000000000000004, 0.30000000000000004, 1e22]);
        Assert.Equal(0.30000000000000004, Assert.Single(feature.Edges));
        MonitoringBaseline baseline = BaselineBuilder.Freeze(specification, "2024-01-01 00:00:00", null, 10, [feature]);
        Assert.Equal(baseline.Hash, MonitoringBaseline.FromJson(baseline.ToJson()).Hash);
        Assert.Equal(baseline.ToJson(), MonitoringBaseline.FromJson(baseline.ToLine()).ToJson());
        Assert.DoesNotContain('\n', baseline.ToLine());
        Assert.NotEqual(baseline.Hash, (baseline with { Rows = 11 }).Hash);
        Assert.Throws<FormatException>(() => MonitoringBaseline.FromJson(baseline.ToJson().Replace("\"formatVersion\": 1", "\"formatVersion\": 2", StringComparison.Ordinal)));
    }
}
