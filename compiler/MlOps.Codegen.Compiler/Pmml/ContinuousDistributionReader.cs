using MlOps.Codegen.Compiler.Pipeline.Statistics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads PMML's continuous distributions.</summary>
internal static class ContinuousDistributionReader
{
    /// <summary>Whether the element is a continuous distribution.</summary>
    public static bool IsDistribution(PmmlElement element) =>
        element.Name is "GaussianDistribution" or "PoissonDistribution" or "UniformDistribution" or "AnyDistribution";

    /// <summary>Reads the element.</summary>
    public static ContinuousDistribution Read(PmmlElement element, ReadContext context)
    {
        context.NoChildren(element);
        switch (element.Name)
        {
            case "GaussianDistribution":
                context.Takes(element, "mean", "variance");
                return new GaussianDistribution(
                    context.RequiredNumber(element, "mean"), context.RequiredPositive(element, "variance"), element.Location);
            case "PoissonDistribution":
                context.Takes(element, "mean");
                return new PoissonDistribution(context.RequiredPositive(element, "mean"), element.Location);
            case "UniformDistribution":
                context.Takes(element, "lower", "upper");
                double lower = context.RequiredNumber(element, "lower");
                double upper = context.RequiredNumber(element, "upper");
                if (upper <= lower && element.Attribute("upper") is not null)
                {
                    context.InvalidNumber(element, "upper", "a number above lower");
                }

                return new UniformDistribution(lower, upper, element.Location);
            case "AnyDistribution":
                context.Takes(element, "mean", "variance");
                return new AnyDistribution(
                    context.RequiredNumber(element, "mean"), context.RequiredPositive(element, "variance"), element.Location);
            default:
                throw new InvalidOperationException($"{element.Name} is not a continuous distribution");
        }
    }
}
