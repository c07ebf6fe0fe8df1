using System.Globalization;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Kernels.Expansion;

/// <summary>
/// A sum of kernel values, block by block: the values of a block are computed after the sums over the blocks before it, so that
/// no stage has a column for every vector.
/// </summary>
internal sealed class KernelSumExpansion
{
    private readonly KernelDefinition definition;
    private readonly KernelSum kernel;
    private readonly ExpansionContext context;
    private readonly string name;
    private readonly int width;
    private readonly int[] vectors;
    private readonly KernelTerms terms;

    private KernelSumExpansion(KernelDefinition definition, KernelSum kernel, ExpansionContext context)
    {
        this.definition = definition;
        this.kernel = kernel;
        this.context = context;
        name = definition.Results[0].Name;
        width = kernel.Inputs.Length;
        vectors = [.. Enumerable.Range(0, kernel.Count).Where(vector => Uses(vector) > 0)];
        terms = new KernelTerms(name, kernel, vectors, definition.Origin, context);
    }

    public static void Expand(KernelDefinition definition, KernelSum kernel, ExpansionContext context) =>
        new KernelSumExpansion(definition, kernel, context).Expand();

    private void Expand()
    {
        var sums = new Expression?[kernel.Constants.Length];
        int block = 2 * context.Limits.SumTerms;
        for (int begin = 0; begin == 0 || begin < vectors.Length; begin += block)
        {
            bool last = begin + block >= vectors.Length;
            AddBlock(vectors.AsSpan(begin, Math.Min(block, vectors.Length - begin)), begin / block, last, sums);
            context.After = sums[0] is ValueReference reference ? reference.Value : null;
        }

        context.After = null;
    }

    private int Uses(int vector)
    {
        int uses = 0;
        for (int result = 0; result < kernel.Constants.Length; result++)
        {
            uses += Coefficient(result, vector) == 0 ? 0 : 1;
        }

        return uses;
    }

    private double Coefficient(int result, int vector) => kernel.Coefficients[(result * kernel.Count) + vector];

    private void AddBlock(ReadOnlySpan<int> block, int number, bool last, Expression?[] sums)
    {
        var values = new Dictionary<int, Expression>();
        foreach (int vector in block)
        {
            string part = string.Create(CultureInfo.InvariantCulture, $"{name}_kernel{vector + 1}");
            Expression value = Apply(kernel.Vectors.AsSpan(vector * width, width), part);
            values.Add(vector, Uses(vector) == 1 ? value : new ValueReference(context.AddPart(part, value, definition.Origin)));
        }

        for (int result = 0; result < sums.Length; result++)
        {
            var summands = new List<Expression>();
            double start = sums[result] is null ? kernel.Constants[result] : 0;
            if (sums[result] is { } running)
            {
                summands.Add(running);
            }

            foreach (int vector in block)
            {
                if (Coefficient(result, vector) is not 0 and var coefficient)
                {
                    summands.Add(Build.Multiply(Build.Number(coefficient), values[vector]));
                }
            }

            PlanValue value = definition.Results[result];
            Expression sum = SumExpansion.Sum(value.Name, start, summands, ExpressionSize.Of, definition.Origin, context);
            if (last)
            {
                context.Add(new ScalarDefinition(value, Guarded(sum, result), definition.Origin) { After = context.After });
            }
            else
            {
                string part = string.Create(CultureInfo.InvariantCulture, $"{value.Name}_block{number + 1}");
                sums[result] = new ValueReference(context.AddPart(part, sum, definition.Origin));
            }
        }
    }

    // What no vector multiplies must be present all the same.
    private Expression Guarded(Expression sum, int result)
    {
        var untouched = new List<Expression>();
        for (int i = 0; i < width; i++)
        {
            bool touched = false;
            for (int vector = 0; vector < kernel.Count && !touched; vector++)
            {
                touched = Coefficient(result, vector) != 0
                    && terms.Counts(kernel.Vectors[(vector * width) + i]);
            }

            if (!touched)
            {
                untouched.Add(Build.IsMissing(Build.Ref(kernel.Inputs[i])));
            }
        }

        return untouched.Count == 0 ? sum : Build.If(Build.Or([.. untouched]), Literal.Missing(DataType.Double), sum);
    }

    private Expression Apply(ReadOnlySpan<double> vector, string part)
    {
        switch (kernel.Function)
        {
            case PolynomialFunction polynomial:
                Expression powered = Linear(polynomial.Gamma, terms.Sum(vector, part), polynomial.Coef0);
                return polynomial.Degree == 1
                    ? powered
                    : Build.Binary(BinaryOperator.Power, powered, Build.Number(polynomial.Degree));
            case SigmoidFunction sigmoid:
                return Exponentials.HyperbolicTangent(
                    Linear(sigmoid.Gamma, terms.Sum(vector, part), sigmoid.Coef0),
                    (suffix, value) => new ValueReference(context.AddPart($"{part}_{suffix}", value, definition.Origin)));
            case ExponentialFunction exponential:
                Expression distance = Build.Multiply(Build.Number(exponential.Factor), terms.Sum(vector, part));
                return Build.Unary(UnaryOperator.Exp, Build.Unary(UnaryOperator.Negate, distance));
            default:
                throw new InvalidOperationException($"unknown function {kernel.Function.GetType().Name}");
        }
    }

    private static Expression Linear(double gamma, Expression dot, double coef0)
    {
        Expression scaled = Build.Multiply(Build.Number(gamma), dot);
        return coef0 == 0 ? scaled : Build.Add(scaled, Build.Number(coef0));
    }
}
