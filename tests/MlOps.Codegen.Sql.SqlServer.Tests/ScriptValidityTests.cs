using Microsoft.SqlServer.TransactSql.ScriptDom;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Sources;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Specification.Examples;
using MlOps.Codegen.Sql.SqlServer.Tests.Validity;
using MlOps.Codegen.Testing;
using MlOps.Codegen.Testing.Relations;

namespace MlOps.Codegen.Sql.SqlServer.Tests;

public class ScriptValidityTests
{
    [Fact]
    public void Scripts_for_features_parse_and_resolve()
    {
        Script.AssertResolved(Telephony.Everything());
        for (int seed = 1; seed <= 3; seed++)
        {
            Script.AssertResolved(Telephony.Random(seed));
        }
    }

    [Theory]
    [InlineData("churn")]
    [InlineData("equipment")]
    [InlineData("scorecard")]
    [InlineData("insurance")]
    public void Scripts_of_the_examples_parse_and_resolve(string example)
    {
        ModelSource source = ExamplePlans.Load(example);
        if (source.CompileRelational(example, new DiagnosticBag()) is { } relational)
        {
            Script.AssertResolved(relational);
        }
        else
        {
            Script.AssertResolved(source.Compile(example, new DiagnosticBag())!);
        }
    }

    [Fact]
    public void Random_kernels_parse_and_resolve()
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            Script.AssertResolved(Script.Supported(RandomPlans.OfKernels(seed)));
        }
    }

    [Fact]
    public void A_registry_in_the_database_is_asked_before_a_version_answers()
    {
        ScoringPlan plan = Script.Supported(RandomPlans.OfKernels(1));
        var target = new SqlServerTarget();
        var options = new GenerationOptions(plan.Name, SourceSchema: "dbo", SourceTable: "source rows", Key: "row key") { RegistrySchema = "the]registry" };
        var files = target.Generate(plan, options).ToDictionary(file => file.Path, file => file.Content, StringComparer.Ordinal);
        var upgrade = (TSqlScript)Script.Parse(files["upgrade.sql"]);

        // Asked in a batch of its own, which keeps the server from running what follows.
        Assert.IsType<TryCatchStatement>(upgrade.Batches[0].Statements[0]);
        Assert.Contains("EXEC [the]]registry].[registry_require]", files["upgrade.sql"], StringComparison.Ordinal);
        Assert.Contains("SET NOEXEC ON", files["upgrade.sql"], StringComparison.Ordinal);
        Assert.EndsWith("SET NOEXEC OFF;\nGO\n", files["upgrade.sql"], StringComparison.Ordinal);
        Assert.All(files.Where(file => file.Key != "upgrade.sql"), file => Assert.DoesNotContain("registry_require", file.Value, StringComparison.Ordinal));
    }
}
