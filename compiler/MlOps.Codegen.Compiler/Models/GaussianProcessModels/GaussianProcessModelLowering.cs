using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Models.RegressionModels;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.GaussianProcessModels;

/// <summary>
/// Lowers Gaussian process regressions: the mean kᵀ(K + σ²I)⁻¹y (PMML 4.4, Gaussian Process). What does not depend on the row,
/// (K + σ²I)⁻¹y, is solved when the model is compiled, and leaves a coefficient per training instance.
/// </summary>
internal static class GaussianProcessModelLowering
{
    // The equations take the third power of this in operations: some seconds.
    private const int MostInstances = 3_000;

    public static ModelOutcome? Lower(Model model, ModelScope scope)
    {
        var process = (GaussianProcessModel)model;
        if (process.Common.Function != MiningFunction.Regression)
        {
            return Unsupported(process, scope, $"the functionName {process.Common.Function} of a GaussianProcessModel", "its mean is a number");
        }

        if (process.Instances.Length > MostInstances)
        {
            return Unsupported(
                process,
                scope,
                string.Create(CultureInfo.InvariantCulture, $"a GaussianProcessModel of more than {MostInstances} training instances"),
                "its equations would take too long to solve");
        }

        if (!process.IsTransformed && !process.Common.LocalTransformations.DerivedFields.IsEmpty)
        {
            return Unsupported(
                process,
                scope,
                "a GaussianProcessModel with local transformations and isTransformed=\"false\"",
                "PMML does not say which fields take the place of the training instances'");
        }

        return Fields(process, scope) is { } fields && Mean(process, fields, scope) is { } mean
            ? ModelLowering.Simple(new ModelResult { Function = MiningFunction.Regression, Prediction = TypedExpression.OfDouble(mean) })
            : null;
    }

    // The columns of the inputs, and that of the target; null after a diagnostic.
    private static (int[] Inputs, int Target)? Fields(GaussianProcessModel process, ModelScope scope)
    {
        HashSet<string> derived = [.. process.Common.LocalTransformations.DerivedFields
            .Concat(scope.Context.Document.TransformationDictionary.DerivedFields)
            .Select(field => field.Name)];
        string[] active = [.. process.Common.MiningSchema.Where(field => field.UsageType == UsageType.Active).Select(field => field.Name)];
        int[] inputs = [.. Enumerable.Range(0, process.InstanceFields.Length)
            .Where(i => active.Contains(process.InstanceFields[i]) || derived.Contains(process.InstanceFields[i]))];
        int target = scope.TargetField is null ? -1 : process.InstanceFields.IndexOf(scope.TargetField);
        if (target < 0 || inputs.Length == 0 || process.Instances.IsEmpty)
        {
            return Inconsistent(process, scope, "the training instances need the target field, an input field, and a row");
        }

        ImmutableArray<double> lambda = process.Kernel.Lambda;
        if (lambda.Length != 1 && lambda.Length != inputs.Length)
        {
            return Inconsistent(process, scope, string.Create(
                CultureInfo.InvariantCulture, $"the kernel has {lambda.Length} lambdas for {inputs.Length} inputs"));
        }

        // Lambdas follow the inputs' order, of which the file has two.
        IEnumerable<string> named = inputs.Select(i => process.InstanceFields[i]);
        return lambda.Distinct().Skip(1).Any() && !active.Where(named.Contains).SequenceEqual(named.Where(active.Contains))
            ? Inconsistent(process, scope, "the MiningSchema and the InstanceFields name the inputs in different orders: lambdas are ambiguous")
            : (inputs, target);
    }

    private static Expression? Mean(GaussianProcessModel process, (int[] Inputs, int Target) fields, ModelScope scope)
    {
        Arithmetic arithmetic = Arithmetic.Of(process);
        Expression?[] values = [.. fields.Inputs.Select(i =>
            RegressionTableLowering.Number(process.InstanceFields[i], process.InstancesLocation, scope))];
        if (values.Contains(null)
            || Numbers(process, fields.Inputs, scope) is not { } points
            || Numbers(process, [fields.Target], scope) is not { } targets)
        {
            return null;
        }

        CovarianceKernel kernel = process.Kernel;
        var function = new ExponentialFunction(
            0.5, kernel.Power, kernel.Lambda.Length == fields.Inputs.Length ? kernel.Lambda : [.. fields.Inputs.Select(_ => kernel.Lambda[0])]);
        int count = process.Instances.Length;
        if (PositiveDefiniteSystem.Factor(count, Covariances(points, count, kernel, function)) is not { } equations)
        {
            Inconsistent(process, scope, "the covariances of the training instances are not positive definite");
            return null;
        }

        var origin = new Origin("GaussianProcessModel", process.Location);
        var sum = new KernelSum(
            [.. values.Select((value, i) => scope.Context.AsDoubleValue(
                string.Create(CultureInfo.InvariantCulture, $"coordinate_{i + 1}"), value!, origin))],
            [.. points],
            function,
            [0],
            [.. equations.Solve(targets).Select(weight => weight * kernel.Gamma)]);
        return arithmetic.Round(Build.Ref(scope.Context.Plan.DefineKernel(["mean"], sum, origin)[0]));
    }

    // The columns' numbers, instance after instance; null after a diagnostic.
    private static double[]? Numbers(GaussianProcessModel process, int[] columns, ModelScope scope)
    {
        double[] numbers = new double[process.Instances.Length * columns.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            int column = columns[i % columns.Length];
            string? text = process.Instances[i / columns.Length][column];
            Literal? number = text is null ? null : ConstantText.Parse(text.Trim(), DataType.Double);
            if (number is null or { IsMissing: true } || !double.IsFinite(number.Value.Double))
            {
                Inconsistent(process, scope, string.Create(
                    CultureInfo.InvariantCulture,
                    $"training instance {(i / columns.Length) + 1} has no number for '{process.InstanceFields[column]}'"));
                return null;
            }

            numbers[i] = number.Value.Double;
        }

        return numbers;
    }

    private static double[] Covariances(double[] points, int count, CovarianceKernel kernel, ExponentialFunction function)
    {
        int width = points.Length / count;
        double[] covariances = new double[count * count];
        for (int row = 0; row < count; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double sum = 0;
                for (int i = 0; i < width; i++)
                {
                    double scaled = (points[(row * width) + i] - points[(column * width) + i]) / function.Lengths[i];
                    sum += function.Power == 2 ? scaled * scaled : Math.Pow(Math.Abs(scaled), function.Power);
                }

                double covariance = kernel.Gamma * Math.Exp(-function.Factor * sum);
                covariances[(row * count) + column] = covariance;
                covariances[(column * count) + row] = covariance;
            }

            covariances[(row * count) + row] += kernel.NoiseVariance;
        }

        return covariances;
    }

    private static ModelOutcome? Unsupported(GaussianProcessModel process, ModelScope scope, string what, string why)
    {
        ModelLowering.Unsupported(scope, process.Location, what, why);
        return null;
    }

    private static (int[] Inputs, int Target)? Inconsistent(GaussianProcessModel process, ModelScope scope, string problem)
    {
        scope.Context.Report(DiagnosticDescriptors.InconsistentModel, process.InstancesLocation, problem);
        return null;
    }
}
