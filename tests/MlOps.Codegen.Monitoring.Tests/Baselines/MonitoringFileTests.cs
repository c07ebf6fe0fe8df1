using MlOps.Codegen.Artifacts.Monitoring;
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
