using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.RegressionModels;

/// <summary>Reads RegressionModel.</summary>
internal static class RegressionModelReader
{
    public static Model? Read(PmmlElement element, ModelCommon common, ReadContext context)
    {
        ImmutableArray<RegressionTable> tables = [.. element.ChildrenNamed("RegressionTable").Select(table => ReadTable(table, context))];
        if (tables.IsEmpty)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element, element.Name, "RegressionTable");
            return null;
        }

        RegressionNormalization normalization = context.Enum(element, "normalizationMethod", RegressionNormalization.None);

        // PMML 3.x's modelType logisticRegression means softmax where nothing else is said.
        if (element["normalizationMethod"] is null && element["modelType"] == "logisticRegression")
        {
            normalization = common.Function == MiningFunction.Classification
                ? RegressionNormalization.Softmax
                : RegressionNormalization.Logit;
        }

        return new RegressionModel(common, normalization, tables);
    }

    private static RegressionTable ReadTable(PmmlElement element, ReadContext context)
    {
        var numeric = ImmutableArray.CreateBuilder<NumericPredictor>();
        var categorical = ImmutableArray.CreateBuilder<CategoricalPredictor>();
        var terms = ImmutableArray.CreateBuilder<PredictorTerm>();
        foreach (PmmlElement child in element.Children)
        {
            switch (child.Name)
            {
                case "NumericPredictor":
                    numeric.Add(new NumericPredictor(
                        context.Required(child, "name"),
                        context.Whole(child, "exponent", 1),
                        context.RequiredNumber(child, "coefficient"),
                        child.Location));
                    break;
                case "CategoricalPredictor":
                    categorical.Add(new CategoricalPredictor(
                        context.Required(child, "name"),
                        context.Required(child, "value"),
                        context.RequiredNumber(child, "coefficient"),
                        child.Location));
                    break;
                case "PredictorTerm":
                    terms.Add(new PredictorTerm(
                        [.. child.ChildrenNamed("FieldRef").Select(field => context.Required(field, "field"))],
                        context.RequiredNumber(child, "coefficient"),
                        child.Location));
                    break;
                default:
                    context.Report(DiagnosticDescriptors.UnexpectedElement, child, child.Name, element.Name);
                    break;
            }
        }

        return new RegressionTable(
            context.RequiredNumber(element, "intercept"),
            element["targetCategory"],
            numeric.ToImmutable(),
            categorical.ToImmutable(),
            terms.ToImmutable(),
            element.Location);
    }
}
