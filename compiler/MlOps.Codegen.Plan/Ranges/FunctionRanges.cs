using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Ranges;

/// <summary>The ranges of elementary functions; bounds leave room for the errors of engines' libraries.</summary>
internal static class FunctionRanges
{
    private const double Slack = 1 + 1e-12;

    // No double but 0 is closer to a multiple of π/2 than about 2^-61.
    private const double LeastAngle = 1e-25;

    public static ValueRange Of(UnaryOperator @operator, ValueRange x) => @operator switch
    {
        UnaryOperator.Exp => Exp(x),
        UnaryOperator.Ln => Logarithm(x, Math.Log),
        UnaryOperator.Log10 => Logarithm(x, Math.Log10),
        UnaryOperator.Sqrt => Sqrt(x),
        UnaryOperator.Sin => ValueRange.Between(-1, 1, Math.Min(LeastAngle, x.Least / 2)),
        UnaryOperator.Cos => ValueRange.Between(-1, 1, LeastAngle),
        UnaryOperator.Tan => ValueRange.Between(-1 / LeastAngle, 1 / LeastAngle, Math.Min(LeastAngle, x.Least / 2)),
        UnaryOperator.Asin => ValueRange.Between(-1.6, 1.6, Math.Min(1, x.Least / 2)),
        UnaryOperator.Acos => ValueRange.Between(0, 3.2, 1e-10),
        UnaryOperator.Atan => ValueRange.Between(-1.6, 1.6, Math.Min(1, x.Least / 2)),
        _ => throw new InvalidOperationException($"{@operator} is not an elementary function"),
    };

    public static ValueRange ToFloat32(ValueRange x)
    {
        double least = Math.Max(float.Epsilon, (double)(float)x.Least);
        return new ValueRange((float)x.Low, (float)x.High, least, Math.Max(float.Epsilon, Math.ScaleB(1, Math.ILogB(least) - 23)));
    }

    // It saturates at −708 and 709.
    private static ValueRange Exp(ValueRange x)
    {
        double low = x.Low < -708 ? 0 : Math.Exp(Math.Min(x.Low, 709)) / Slack;
        double high = Math.Exp(Math.Min(x.High, 709)) * Slack;
        return ValueRange.Between(low, high, Math.Exp(Math.Clamp(x.Low, -708, 709)) / Slack);
    }

    // Missing at 0 and below; next to 1 the logarithm is as small as the distance of neighbouring doubles.
    private static ValueRange Logarithm(ValueRange x, Func<double, double> logarithm)
    {
        if (x.High <= 0)
        {
            return ValueRange.Nothing;
        }

        double low = logarithm(Math.Max(x.Low, x.Least)) - 1e-9;
        return ValueRange.Between(low, logarithm(x.High) + 1e-9, 1e-17);
    }

    private static ValueRange Sqrt(ValueRange x) => x.High < 0
        ? ValueRange.Nothing
        : ValueRange.Between(Math.Sqrt(Math.Max(x.Low, 0)), Math.Sqrt(x.High), Math.Sqrt(x.Least));
}
