using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Evaluation;

internal static class KernelSumEvaluation
{
    public static void Run(KernelSum kernel, ReadOnlySpan<Scalar> inputs, Span<Scalar> results)
    {
        var row = new double[inputs.Length];
        for (int i = 0; i < row.Length; i++)
        {
            if (inputs[i].IsMissing)
            {
                return;
            }

            row[i] = inputs[i].Double;
        }

        double[] sums = [.. kernel.Constants];
        for (int vector = 0; vector < kernel.Count; vector++)
        {
            double value = Apply(kernel.Function, row, kernel.Vectors.AsSpan(vector * row.Length, row.Length));
            for (int result = 0; result < sums.Length; result++)
            {
                double coefficient = kernel.Coefficients[(result * kernel.Count) + vector];
                sums[result] += coefficient == 0 ? 0 : coefficient * value;
            }
        }

        for (int result = 0; result < sums.Length; result++)
        {
            results[result] = Scalar.FromDouble(sums[result]);
        }
    }

    private static double Apply(KernelFunction function, double[] row, ReadOnlySpan<double> vector) => function switch
    {
        PolynomialFunction polynomial =>
            ScalarOperations.Power((polynomial.Gamma * Dot(row, vector)) + polynomial.Coef0, polynomial.Degree),
        SigmoidFunction sigmoid => Math.Tanh((sigmoid.Gamma * Dot(row, vector)) + sigmoid.Coef0),
        ExponentialFunction exponential => ScalarOperations.Exp(-(exponential.Factor * Distance(exponential, row, vector))),
        _ => throw new InvalidOperationException($"unknown function {function.GetType().Name}"),
    };

    private static double Dot(double[] row, ReadOnlySpan<double> vector)
    {
        double sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            sum += vector[i] * row[i];
        }

        return sum;
    }

    private static double Distance(ExponentialFunction function, double[] row, ReadOnlySpan<double> vector)
    {
        double sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            double difference = row[i] - vector[i];
            double scaled = function.Lengths.IsEmpty ? difference : difference / function.Lengths[i];
            sum += function.Power switch
            {
                1 => Math.Abs(scaled),
                2 => scaled * scaled,
                _ => Math.Pow(Math.Abs(scaled), function.Power),
            };
        }

        return sum;
    }
}
