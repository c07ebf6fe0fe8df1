using System.Text.Json;
using System.Text.RegularExpressions;
using MlOps.Codegen.Cli.Tests.Running;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Cli.Tests.Commands;

public sealed partial class InspectTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Text_shows_fields_treatment_transformations_model_and_outputs()
    {
        string output = Mlops.Run("inspect", Repository.Path("examples/quickstart/credit.pmml")).Exits(0).Output;

        // The list of targets is every target's own business, and how a plan is laid out the lowering's.
        string[] parts = output.Split("\nTargets\n");
        Assert.Contains("duckdb", parts[1], StringComparison.Ordinal);
        string text = PlanSize().Replace(parts[0].Replace(Repository.Path(""), "", StringComparison.Ordinal), "… definitions in … stages");
        Golden.Match(text);
    }

    [Fact]
    public void Json_has_the_same_for_machines()
    {
        MlopsResult result = Mlops.Run("inspect", Repository.Path("examples/quickstart/credit.pmml"), "--json").Exits(0);

        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement root = json.RootElement;
        Assert.Equal("MiningModel", root.GetProperty("element").GetString());
        JsonElement savings = root.GetProperty("inputs").EnumerateArray().Single(input => input.GetProperty("name").GetString() == "savings");
        Assert.Equal("becomes below 100 (asMode)", savings.GetProperty("missingValue").GetString());
        Assert.Equal(
            ["age_band", "burden"],
            root.GetProperty("derivedFields").EnumerateArray().Select(field => field.GetProperty("name").GetString()));
        Assert.Equal(60, root.GetProperty("plan").GetProperty("trees").GetInt32());
        Assert.All(root.GetProperty("targets").EnumerateArray(), target => Assert.True(target.GetProperty("supported").GetBoolean()));
    }

    [Fact]
    public void The_statements_of_a_pipeline_are_listed()
    {
        string text = Mlops.Run("inspect", Repository.Path("examples/churn/churn.pipeline")).Exits(0).Output;

        Assert.Contains("  model, risk: logit, 9 terms\n", text, StringComparison.Ordinal);
        Assert.Contains("  rule, too_new: The account is too new.\n", text, StringComparison.Ordinal);
        Assert.Contains("  policy, forbid postal_code, require reasons\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_plan_can_be_shown()
    {
        string model = folder.Write("m.pmml", Pmml.Stump("5"));

        Assert.Contains("TreeEnsemble", Mlops.Run("inspect", model, "--plan").Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_cannot_forge_lines()
    {
        string model = folder.Write("m.pmml", Pmml.SumOf("a\nTargets\n  all yes", "\u009b2J"));

        string text = Mlops.Run("inspect", model).Exits(0).Output;

        Assert.DoesNotContain("\u009b", text, StringComparison.Ordinal);
        Assert.Single(text.Split('\n'), line => line == "Targets");
    }

    [GeneratedRegex(@"\d+ definitions in \d+ stages")]
    private static partial Regex PlanSize();
}
