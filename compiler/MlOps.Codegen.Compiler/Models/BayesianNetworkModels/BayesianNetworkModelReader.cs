using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.BayesianNetworkModels;

/// <summary>Reads a BayesianNetworkModel.</summary>
internal static class BayesianNetworkModelReader
{
    /// <summary>Reads the element.</summary>
    public static BayesianNetworkModel Read(PmmlElement element, ReadContext context)
    {
        // How the producing tool inferred does not change what is inferred.
        ModelCommon common = ModelCommonReader.Read(element, ["modelType", "inferenceMethod"], ["BayesianNetworkNodes"], context);
        var discrete = ImmutableArray.CreateBuilder<DiscreteNode>();
        var continuous = ImmutableArray.CreateBuilder<ContinuousNode>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (element.Child("BayesianNetworkNodes") is { } nodes)
        {
            context.Takes(nodes);
            foreach (PmmlElement child in nodes.Children)
            {
                if (child.Name == "DiscreteNode")
                {
                    discrete.Add(ReadDiscrete(child, context));
                }
                else if (child.Name == "ContinuousNode")
                {
                    continuous.Add(ReadContinuous(child, context));
                }
                else
                {
                    context.Unexpected(child);
                    continue;
                }

                if (child.Attribute("name") is { } name && !names.Add(name))
                {
                    context.Report(DiagnosticDescriptors.DuplicateName, child.AttributeLocation("name"), child.Name, name);
                }
            }
        }

        if (names.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "BayesianNetworkNodes");
        }

        return new BayesianNetworkModel(common, discrete.ToImmutable(), continuous.ToImmutable());
    }

    private static DiscreteNode ReadDiscrete(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "name", "count");
        DerivedField? derived = null;
        var distributions = ImmutableArray.CreateBuilder<DiscreteDistribution>();
        var own = new List<(string, double)>();
        foreach (PmmlElement child in element.Children)
        {
            switch (child.Name)
            {
                case "DerivedField" when derived is null:
                    derived = TransformationReader.ReadField(child, context);
                    break;
                case "DiscreteConditionalProbability":
                    distributions.Add(ReadConditional(child, context));
                    break;
                case "ValueProbability":
                    own.Add(ReadProbability(child, context));
                    break;
                default:
                    context.Unexpected(child);
                    break;
            }
        }

        if (own.Count > 0)
        {
            distributions.Add(new DiscreteDistribution([], [.. own], element.Location));
        }

        if (distributions.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a ValueProbability");
        }

        return new DiscreteNode(context.RequiredText(element, "name"), derived, distributions.ToImmutable(), element.Location);
    }

    private static DiscreteDistribution ReadConditional(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "count");
        var parents = ImmutableArray.CreateBuilder<ParentValue>();
        var probabilities = ImmutableArray.CreateBuilder<(string, double)>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "ParentValue")
            {
                parents.Add(ReadParent(child, context));
            }
            else if (child.Name == "ValueProbability")
            {
                probabilities.Add(ReadProbability(child, context));
            }
            else
            {
                context.Unexpected(child);
            }
        }

        return new DiscreteDistribution(parents.ToImmutable(), probabilities.ToImmutable(), element.Location);
    }

    private static ParentValue ReadParent(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "parent", "value");
        context.NoChildren(element);
        return new ParentValue(context.RequiredText(element, "parent"), context.RequiredText(element, "value"));
    }

    private static (string Value, double Probability) ReadProbability(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "value", "probability");
        context.NoChildren(element);
        context.RequiredText(element, "probability");
        return (context.RequiredText(element, "value"), context.Probability(element, "probability") ?? 0);
    }

    private static ContinuousNode ReadContinuous(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "name", "count");
        DerivedField? derived = null;
        var densities = ImmutableArray.CreateBuilder<ConditionalDensity>();
        foreach (PmmlElement child in element.Children)
        {
            switch (child.Name)
            {
                case "DerivedField" when derived is null:
                    derived = TransformationReader.ReadField(child, context);
                    break;
                case "ContinuousConditionalProbability":
                    context.Takes(child, "count");
                    ReadDensities(child, densities, context);
                    break;
                case "ContinuousDistribution":
                    ReadDensity(child, [], densities, context);
                    break;
                default:
                    context.Unexpected(child);
                    break;
            }
        }

        if (densities.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a ContinuousDistribution");
        }

        return new ContinuousNode(context.RequiredText(element, "name"), derived, densities.ToImmutable(), element.Location);
    }

    private static void ReadDensities(
        PmmlElement element, ImmutableArray<ConditionalDensity>.Builder densities, ReadContext context)
    {
        var parents = ImmutableArray.CreateBuilder<ParentValue>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "ParentValue")
            {
                parents.Add(ReadParent(child, context));
            }
            else if (child.Name == "ContinuousDistribution")
            {
                ReadDensity(child, parents.ToImmutable(), densities, context);
            }
            else
            {
                context.Unexpected(child);
            }
        }
    }

    private static void ReadDensity(
        PmmlElement element,
        ImmutableArray<ParentValue> parents,
        ImmutableArray<ConditionalDensity>.Builder densities,
        ReadContext context)
    {
        context.Takes(element);
        foreach (PmmlElement child in element.Children)
        {
            (DensityShape Shape, string First, string Second)? parts = child.Name switch
            {
                "NormalDistributionForBN" => (DensityShape.Normal, "Mean", "Variance"),
                "LognormalDistributionForBN" => (DensityShape.Lognormal, "Mean", "Variance"),
                "UniformDistributionForBN" => (DensityShape.Uniform, "Lower", "Upper"),
                _ => null,
            };
            if (parts is { } known)
            {
                context.Takes(child);
                densities.Add(new ConditionalDensity(
                    parents, known.Shape, Parameter(child, known.First, context), Parameter(child, known.Second, context), child.Location));
            }
            else if (child.Name == "TriangularDistributionForBN")
            {
                context.Unsupported(child, "TriangularDistributionForBN", "its mean does not say where its peak is");
            }
            else
            {
                context.Unexpected(child);
            }
        }
    }

    private static PipelineExpression Parameter(PmmlElement distribution, string name, ReadContext context)
    {
        if (distribution.Child(name) is { } parameter)
        {
            context.Takes(parameter);
            return ExpressionReader.ReadOnly(parameter, context);
        }

        context.Report(DiagnosticDescriptors.MissingElement, distribution.Location, distribution.Name, $"a {name}");
        return new Constant("", null, true, distribution.Location);
    }
}
