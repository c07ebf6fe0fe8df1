using System.Globalization;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Kernels.Expansion;

/// <summary>
/// The sums over the coordinates inside a kernel function, with what many vectors share computed once.
/// </summary>
/// <remarks>
/// Vectors of indicators differ from one another in few coordinates. The distance from a base vector, which has the commonest
/// value in such coordinates, is summed up once; a vector adds only what changes where it differs. What is added and
/// taken away again is at most the base's distance from the vectors, so that the exponent's error stays within some hundred
/// units in the last place of 1: the base has no coordinate where that could be more.
/// </remarks>
internal sealed class KernelTerms
{
    // Beyond some number, more columns cost more than they save.
    private const int LeastShared = 4;
    private const int MostShared = 400;
    private const int MostBaseValues = 4;

    // Of a few coordinates, a base saves little; without one, every sum is the reference's to the last bit.
    private const int LeastBaseCoordinates = 8;
    private const double MostBaseExponent = 100;

    private readonly KernelSum kernel;
    private readonly Origin origin;
    private readonly ExpansionContext context;
    private readonly string name;
    private readonly double?[] baseVector;
    private readonly Expression? baseSum;
    private readonly Dictionary<(int Coordinate, double Value), Expression> shared = [];

    /// <summary>Defines what the vectors share.</summary>
    /// <param name="name">The start of the parts' names.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="vectors">The vectors that count.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="context">Where the parts go.</param>
    public KernelTerms(string name, KernelSum kernel, IReadOnlyList<int> vectors, Origin origin, ExpansionContext context)
    {
        this.name = name;
        this.kernel = kernel;
        this.origin = origin;
        this.context = context;
        Dictionary<double, int>[] uses = [.. Enumerable.Range(0, kernel.Inputs.Length).Select(i => Uses(i, vectors))];
        baseVector = Base(uses, vectors.Count);
        Share(uses);
        (int Coordinate, double Value)[] common =
            [.. baseVector.Index().Where(pair => pair.Item is not null).Select(pair => (pair.Index, pair.Item!.Value))];
        if (common.Length > 0)
        {
            Expression[] terms = [.. common.Select(key => Distance(key.Coordinate, key.Value))];
            Expression sum = SumExpansion.Sum($"{name}_base", 0, terms, ExpressionSize.Of, origin, context);
            baseSum = Build.Ref(context.AddPart($"{name}_base", sum, origin));
        }
    }

    /// <summary>Whether a coordinate of a vector has a part in its sum: a product with 0 has none.</summary>
    public bool Counts(double coordinate) => kernel.Function is ExponentialFunction || coordinate != 0;

    /// <summary>The sum over a vector's coordinates: products, or powers of differences.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="part">The name of running sums.</param>
    public Expression Sum(ReadOnlySpan<double> vector, string part)
    {
        var terms = new List<Expression>();
        if (baseSum is not null)
        {
            terms.Add(baseSum);
        }

        for (int i = 0; i < vector.Length; i++)
        {
            if (Counts(vector[i]) && vector[i] != baseVector[i])
            {
                terms.Add(shared.TryGetValue((i, vector[i]), out Expression? known) ? known : Term(i, vector[i]));
            }
        }

        return SumExpansion.Sum(part, 0, terms, ExpressionSize.Of, origin, context);
    }

    private Dictionary<double, int> Uses(int coordinate, IReadOnlyList<int> vectors)
    {
        var uses = new Dictionary<double, int>();
        foreach (int vector in vectors)
        {
            double value = kernel.Vectors[(vector * kernel.Inputs.Length) + coordinate];
            uses[value] = uses.GetValueOrDefault(value) + 1;
        }

        return uses;
    }

    private double?[] Base(Dictionary<double, int>[] uses, int count)
    {
        var values = new double?[uses.Length];
        if (kernel.Function is not ExponentialFunction function || count == 0)
        {
            return values;
        }

        double exponent = 0;
        for (int i = 0; i < values.Length; i++)
        {
            (double commonest, int most) = uses[i].OrderByDescending(use => use.Value).ThenBy(use => use.Key).First();
            double length = function.Lengths.IsEmpty ? 1 : function.Lengths[i];
            double reach = uses[i].Keys.Max(value => Math.Pow(Math.Abs((value - commonest) / length), function.Power));
            if (2 * most > count && uses[i].Count <= MostBaseValues
                && exponent + (Math.Abs(function.Factor) * reach) <= MostBaseExponent)
            {
                exponent += Math.Abs(function.Factor) * reach;
                values[i] = commonest;
            }
        }

        return values.Count(value => value is not null) >= LeastBaseCoordinates ? values : new double?[uses.Length];
    }

    // In a fixed order, because the same plan must give the same text.
    private void Share(Dictionary<double, int>[] uses)
    {
        var most = uses
            .SelectMany((values, i) => values.Select(use => (Coordinate: i, Value: use.Key, Count: use.Value)))
            .Where(use => use.Count >= LeastShared && Counts(use.Value) && use.Value != baseVector[use.Coordinate])
            .OrderByDescending(use => use.Count)
            .ThenBy(use => use.Coordinate)
            .ThenBy(use => use.Value)
            .Take(MostShared);
        foreach ((int coordinate, double value, _) in most)
        {
            string part = string.Create(CultureInfo.InvariantCulture, $"{name}_x{coordinate + 1}_{shared.Count + 1}");
            shared.Add((coordinate, value), Build.Ref(context.AddPart(part, Term(coordinate, value), origin)));
        }
    }

    // What a coordinate adds to the base's sum, or by itself where the base leaves it out.
    private Expression Term(int coordinate, double value) => kernel.Function is not ExponentialFunction
        ? Build.Multiply(Build.Number(value), Build.Ref(kernel.Inputs[coordinate]))
        : baseVector[coordinate] is { } common
            ? Build.Subtract(Distance(coordinate, value), Distance(coordinate, common))
            : Distance(coordinate, value);

    private Expression Distance(int coordinate, double value)
    {
        var function = (ExponentialFunction)kernel.Function;
        Expression x = Build.Ref(kernel.Inputs[coordinate]);
        Expression difference = value == 0 ? x : Build.Subtract(x, Build.Number(value));
        Expression scaled = function.Lengths.IsEmpty
            ? difference
            : Build.Divide(difference, Build.Number(function.Lengths[coordinate]));
        return function.Power switch
        {
            1 => Build.Unary(UnaryOperator.Abs, scaled),
            2 => Build.Multiply(scaled, scaled),
            _ => Build.Binary(BinaryOperator.Power, Build.Unary(UnaryOperator.Abs, scaled), Build.Number(function.Power)),
        };
    }
}
