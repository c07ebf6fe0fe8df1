using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Statistics;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.BaselineModels;

/// <summary>Reads a BaselineModel.</summary>
internal static class BaselineModelReader
{
    private enum Statistic
    {
        ZValue,
        ChiSquareIndependence,
        ChiSquareDistribution,
        CumulativeSum,
        ScalarProduct,
    }

    private static readonly KeywordSet<Statistic> Statistics = new(
        ("zValue", Statistic.ZValue),
        ("chiSquareIndependence", Statistic.ChiSquareIndependence),
        ("chiSquareDistribution", Statistic.ChiSquareDistribution),
        ("CUSUM", Statistic.CumulativeSum),
        ("scalarProduct", Statistic.ScalarProduct));

    /// <summary>Reads the element.</summary>
    public static BaselineModel Read(PmmlElement element, ReadContext context)
    {
        ModelCommon common = ModelCommonReader.Read(element, [], ["TestDistributions"], context);
        var nothing = new GaussianDistribution(0, 1, element.Location);
        if (element.Child("TestDistributions") is not { } test)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "TestDistributions");
            return new BaselineModel(common, "", nothing);
        }

        context.Takes(
            test, "field", "testStatistic", "resetValue", "windowSize", "weightField", "normalizationScheme");
        string field = context.RequiredText(test, "field");
        Statistic? statistic = context.RequiredKeyword(test, "testStatistic", Statistics);
        if (statistic != Statistic.ZValue || context.Integer(test, "windowSize", 0, least: 0) > 1)
        {
            context.Unsupported(
                test,
                $"the testStatistic {test.Attribute("testStatistic")}{(statistic == Statistic.ZValue ? " of a window" : "")}",
                "it is a statistic of many rows, and a row is scored by itself");
            return new BaselineModel(common, field, nothing);
        }

        return new BaselineModel(common, field, ReadBaseline(test, context) ?? nothing);
    }

    private static ContinuousDistribution? ReadBaseline(PmmlElement test, ReadContext context)
    {
        ContinuousDistribution? distribution = null;
        foreach (PmmlElement child in test.Children)
        {
            if (child.Name != "Baseline")
            {
                context.Unexpected(child);
                continue;
            }

            context.Takes(child);
            foreach (PmmlElement inner in child.Children)
            {
                if (ContinuousDistributionReader.IsDistribution(inner) && distribution is null)
                {
                    distribution = ContinuousDistributionReader.Read(inner, context);
                }
                else
                {
                    context.Unexpected(inner);
                }
            }
        }

        if (distribution is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, test.Location, test.Name, "a Baseline with a continuous distribution");
        }

        return distribution;
    }
}
