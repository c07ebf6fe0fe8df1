namespace MlOps.Codegen.Plan.Ranges;

/// <summary>The ranges of powers.</summary>
internal static class Powers
{
    /// <summary>A bound on |y·ln|x||: e to it, and to its opposite, bounds the powers but 0.</summary>
    public static double LargestExponent(ValueRange x, ValueRange y)
    {
        if (x.IsNothing || y.IsNothing || x.Most == 0 || y.Most == 0)
        {
            return 0;
        }

        double smallest = x.MayBeZero ? x.Least : Math.Min(Math.Abs(x.Low), Math.Abs(x.High));
        double logarithm = Math.Max(Math.Abs(Math.Log(x.Most)), Math.Abs(Math.Log(Math.Max(smallest, double.Epsilon))));
        return logarithm == 0 ? 0 : y.Most * logarithm;
    }

    public static ValueRange Of(ValueRange x, ValueRange y)
    {
        if (x.IsNothing || y.IsNothing)
        {
            return ValueRange.Nothing;
        }

        double exponent = LargestExponent(x, y);
        if (exponent > 700)
        {
            return new ValueRange(double.NegativeInfinity, double.PositiveInfinity, 0, 0);
        }

        double most = Math.Max(1, Math.Exp(exponent) * (1 + 1e-9));
        bool even = y.Low == y.High && Math.IEEERemainder(y.Low, 2) == 0;
        return ValueRange.Between(x.Low >= 0 || even ? 0 : -most, most, Math.Min(1, 1 / most));
    }
}
