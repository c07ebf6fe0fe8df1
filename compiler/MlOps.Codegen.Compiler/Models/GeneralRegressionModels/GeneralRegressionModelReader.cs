using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.GeneralRegressionModels;

/// <summary>Reads a GeneralRegressionModel.</summary>
internal static class GeneralRegressionModelReader
{
    private static readonly KeywordSet<GeneralRegressionType> ModelTypes = new(
        ("regression", GeneralRegressionType.Regression),
        ("generalLinear", GeneralRegressionType.GeneralLinear),
        ("multinomialLogistic", GeneralRegressionType.MultinomialLogistic),
        ("ordinalMultinomial", GeneralRegressionType.OrdinalMultinomial),
        ("generalizedLinear", GeneralRegressionType.GeneralizedLinear),
        ("CoxRegression", GeneralRegressionType.CoxRegression));

    private static readonly KeywordSet<LinkKind> LinkFunctions = new(
        ("cloglog", LinkKind.Cloglog),
        ("identity", LinkKind.Identity),
        ("log", LinkKind.Log),
        ("logc", LinkKind.Logc),
        ("logit", LinkKind.Logit),
        ("loglog", LinkKind.Loglog),
        ("negbin", LinkKind.Negbin),
        ("oddspower", LinkKind.Oddspower),
        ("power", LinkKind.Power),
        ("probit", LinkKind.Probit));

    private static readonly KeywordSet<CumulativeLink> CumulativeLinks = new(
        ("logit", CumulativeLink.Logit),
        ("probit", CumulativeLink.Probit),
        ("cloglog", CumulativeLink.Cloglog),
        ("loglog", CumulativeLink.Loglog),
        ("cauchit", CumulativeLink.Cauchit));

    // The schema also lists what only the fitting used.
    private static readonly string[] Attributes =
    [
        "targetVariableName", "modelType", "targetReferenceCategory", "cumulativeLink", "linkFunction", "linkParameter",
        "trialsVariable", "trialsValue", "distribution", "distParameter", "offsetVariable", "offsetValue", "modelDF",
        "endTimeVariable", "startTimeVariable", "subjectIDVariable", "statusVariable", "baselineStrataVariable",
    ];

    private static readonly string[] Children =
    [
        "ParameterList", "FactorList", "CovariateList", "PPMatrix", "PCovMatrix", "ParamMatrix", "EventValues",
        "BaseCumHazardTables",
    ];

    /// <summary>Reads the element.</summary>
    public static GeneralRegressionModel Read(PmmlElement element, ReadContext context)
    {
        ModelCommon common = ModelCommonReader.Read(element, Attributes, Children, context);
        GeneralRegressionType type = context.RequiredKeyword(element, "modelType", ModelTypes);
        return new GeneralRegressionModel(
            common,
            type,
            ReadLink(element, type, context),
            ReadCumulativeLink(element, type, context),
            ReadVariable(element, "offset", context),
            ReadVariable(element, "trials", context),
            element.Attribute("targetReferenceCategory"),
            ReadParameters(Required(element, "ParameterList", context), context),
            ReadFactors(element.Child("FactorList"), context),
            ReadCovariates(element.Child("CovariateList"), context),
            ReadPPMatrix(Required(element, "PPMatrix", context), context),
            ReadParamMatrix(Required(element, "ParamMatrix", context), context),
            type == GeneralRegressionType.CoxRegression ? SurvivalReader.Read(element, context) : null);
    }

    private static PmmlElement? Required(PmmlElement element, string child, ReadContext context)
    {
        PmmlElement? found = element.Child(child);
        if (found is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, $"a {child}");
        }

        return found;
    }

    private static LinkFunction? ReadLink(PmmlElement element, GeneralRegressionType type, ReadContext context)
    {
        if (type != GeneralRegressionType.GeneralizedLinear)
        {
            return null;
        }

        LinkKind kind = context.RequiredKeyword(element, "linkFunction", LinkFunctions);
        double parameter = kind switch
        {
            LinkKind.Negbin => context.RequiredNumber(element, "distParameter"),
            LinkKind.Oddspower or LinkKind.Power => context.RequiredNumber(element, "linkParameter"),
            _ => 0,
        };
        return new LinkFunction(kind, parameter);
    }

    private static CumulativeLink? ReadCumulativeLink(PmmlElement element, GeneralRegressionType type, ReadContext context) =>
        type == GeneralRegressionType.OrdinalMultinomial
            ? context.RequiredKeyword(element, "cumulativeLink", CumulativeLinks)
            : null;

    private static VariableOrValue? ReadVariable(PmmlElement element, string name, ReadContext context)
    {
        if (element.Attribute(name + "Variable") is { } variable)
        {
            return new VariableOrValue(variable, 0);
        }

        return context.Number(element, name + "Value") is { } value ? new VariableOrValue(null, value) : null;
    }

    private static ImmutableDictionary<string, double> ReadParameters(PmmlElement? list, ReadContext context)
    {
        var parameters = ImmutableDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (PmmlElement child in Members(list, "Parameter", context))
        {
            context.Takes(child, "name", "label", "referencePoint");
            context.NoChildren(child);
            string name = context.RequiredText(child, "name");
            if (!parameters.TryAdd(name, context.Number(child, "referencePoint") ?? 0))
            {
                context.Report(DiagnosticDescriptors.DuplicateName, child.Location, child.Name, name);
            }
        }

        return parameters.ToImmutable();
    }

    private static ImmutableDictionary<string, Factor> ReadFactors(PmmlElement? list, ReadContext context)
    {
        var factors = ImmutableDictionary.CreateBuilder<string, Factor>(StringComparer.Ordinal);
        foreach (PmmlElement child in Members(list, "Predictor", context))
        {
            Factor factor = ReadFactor(child, context);
            if (!factors.TryAdd(factor.Field, factor))
            {
                context.Report(DiagnosticDescriptors.DuplicateName, child.Location, child.Name, factor.Field);
            }
        }

        return factors.ToImmutable();
    }

    private static Factor ReadFactor(PmmlElement element, ReadContext context)
    {
        // contrastMatrixType only names the matrix.
        context.Takes(element, "name", "contrastMatrixType");
        var categories = ImmutableArray<string>.Empty;
        ImmutableArray<ImmutableArray<double>>? contrasts = null;
        foreach (PmmlElement child in element.Children)
        {
            switch (child.Name)
            {
                case "Categories":
                    context.Takes(child);
                    categories = [.. Members(child, "Category", context).Select(category => context.RequiredText(category, "value"))];
                    break;
                case "Matrix":
                    contrasts = MatrixReader.Read(child, context);
                    break;
                default:
                    context.Unexpected(child);
                    break;
            }
        }

        if (contrasts is { } rows && rows.Length != categories.Length)
        {
            context.Report(
                DiagnosticDescriptors.InconsistentModel,
                element.Location,
                $"the contrast matrix of '{element.Attribute("name")}' needs a row per Category");
        }

        return new Factor(context.RequiredText(element, "name"), categories, contrasts, element.Location);
    }

    private static ImmutableHashSet<string> ReadCovariates(PmmlElement? list, ReadContext context)
    {
        var covariates = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (PmmlElement child in Members(list, "Predictor", context))
        {
            context.Takes(child, "name", "contrastMatrixType");
            context.NoChildren(child);
            covariates.Add(context.RequiredText(child, "name"));
        }

        return covariates.ToImmutable();
    }

    private static ImmutableArray<PPCell> ReadPPMatrix(PmmlElement? matrix, ReadContext context)
    {
        var cells = ImmutableArray.CreateBuilder<PPCell>();
        foreach (PmmlElement child in Members(matrix, "PPCell", context))
        {
            context.Takes(child, "value", "predictorName", "parameterName", "targetCategory");
            context.NoChildren(child);
            cells.Add(new PPCell(
                context.RequiredText(child, "parameterName"),
                context.RequiredText(child, "predictorName"),
                context.RequiredText(child, "value"),
                child.Attribute("targetCategory"),
                child.Location));
        }

        return cells.ToImmutable();
    }

    private static ImmutableArray<PCell> ReadParamMatrix(PmmlElement? matrix, ReadContext context)
    {
        var cells = ImmutableArray.CreateBuilder<PCell>();
        foreach (PmmlElement child in Members(matrix, "PCell", context))
        {
            context.Takes(child, "targetCategory", "parameterName", "beta", "df");
            context.NoChildren(child);
            cells.Add(new PCell(
                context.RequiredText(child, "parameterName"),
                child.Attribute("targetCategory"),
                context.RequiredNumber(child, "beta"),
                child.Location));
        }

        return cells.ToImmutable();
    }

    /// <summary>The children of that name; others are reported.</summary>
    internal static IEnumerable<PmmlElement> Members(PmmlElement? parent, string name, ReadContext context)
    {
        for (PmmlElement? child = parent?.FirstChild; child is not null; child = child.NextSibling)
        {
            if (child.Name == name)
            {
                yield return child;
            }
            else
            {
                context.Unexpected(child);
            }
        }
    }
}
