using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Support.Tests.Page;

namespace MlOps.Codegen.Support.Tests;

/// <summary>The page's sizes are where the targets' checks begin to refuse.</summary>
public class SizeLimitTests
{
    public static TheoryData<string> Engines => [.. TargetCatalog.Entries.Where(entry => entry.Generator is SqlTarget).Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Engines))]
    public void Beyond_the_last_point_a_model_is_refused(string name)
    {
        var target = (SqlTarget)TargetCatalog.Find(name).Generator!;
        long largest = target.Dialect.LargestKernel;
        IsRefused(target, PointModels.Nearest(PointModels.MostInstances(largest) + 1));
        IsRefused(target, PointModels.Clusters(PointModels.MostClusters(largest) + 1));
    }

    private static void IsRefused(SqlTarget target, ScoringPlan plan) => Assert.Equal("MLC4010", Assert.Single(target.Check(plan)).Id);
}
