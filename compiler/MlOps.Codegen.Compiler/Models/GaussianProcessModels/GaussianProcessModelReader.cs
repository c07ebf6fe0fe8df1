using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.GaussianProcessModels;

/// <summary>Reads a GaussianProcessModel.</summary>
internal static class GaussianProcessModelReader
{
    private static readonly string[] Kernels =
        ["RadialBasisKernel", "ARDSquaredExponentialKernel", "AbsoluteExponentialKernel", "GeneralizedExponentialKernel"];

    /// <summary>Reads the element.</summary>
    public static GaussianProcessModel Read(PmmlElement element, ReadContext context)
    {
        ModelCommon common = ModelCommonReader.Read(element, ["optimizer"], [.. Kernels, "TrainingInstances"], context);
        PmmlElement? kernel = Kernels.Select(element.Child).FirstOrDefault(child => child is not null);
        if (kernel is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a kernel");
        }

        (ImmutableArray<string> fields, ImmutableArray<ImmutableArray<string?>> instances) =
            TrainingInstancesReader.Read(element, context);
        PmmlElement? training = element.Child("TrainingInstances");
        return new GaussianProcessModel(
            common,
            kernel is null ? new CovarianceKernel(1, 1, 2, [1]) : ReadKernel(kernel, context),
            training is not null && (context.Boolean(training, "isTransformed") ?? false),
            fields,
            instances,
            training?.Location ?? element.Location);
    }

    private static CovarianceKernel ReadKernel(PmmlElement kernel, ReadContext context)
    {
        bool isRadial = kernel.Name == "RadialBasisKernel";
        bool isGeneralized = kernel.Name == "GeneralizedExponentialKernel";
        context.Takes(
            kernel, ["description", "gamma", "noiseVariance", .. isRadial ? new[] { "lambda" } : [], .. isGeneralized ? new[] { "degree" } : []]);
        double power = kernel.Name switch
        {
            "AbsoluteExponentialKernel" => 1,
            "GeneralizedExponentialKernel" => Positive(kernel, "degree", context),
            _ => 2,
        };
        return new CovarianceKernel(
            Positive(kernel, "gamma", context),
            context.NonNegative(kernel, "noiseVariance") ?? 1,
            power,
            isRadial ? [Positive(kernel, "lambda", context)] : ReadLambda(kernel, context));
    }

    private static ImmutableArray<double> ReadLambda(PmmlElement kernel, ReadContext context)
    {
        // The best known producer writes the array in small letters.
        PmmlElement? lambda = kernel.Child("Lambda");
        PmmlElement? array = lambda?.Child("Array") ?? lambda?.Child("array");
        foreach (PmmlElement child in kernel.Children)
        {
            if (child != lambda)
            {
                context.Unexpected(child);
            }
        }

        if (array is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, kernel.Location, kernel.Name, "a Lambda with an Array");
            return [1];
        }

        double[] lengths = ArrayReader.ReadNumbers(array, context);
        if (lengths.Any(length => length <= 0) || lengths.Length == 0)
        {
            context.Report(DiagnosticDescriptors.InvalidArray, array.Location, "lambda needs numbers above 0");
            return [1];
        }

        return [.. lengths];
    }

    private static double Positive(PmmlElement kernel, string name, ReadContext context)
    {
        double number = context.Number(kernel, name) ?? 1;
        if (number > 0)
        {
            return number;
        }

        context.InvalidNumber(kernel, name, "a number above 0");
        return 1;
    }
}
