namespace MlOps.Codegen.Compiler.Models.TimeSeriesModels;

/// <summary>
/// Forecasts of ARIMA by conditional least squares: φ(B)·Φ(Bˢ)·(w − μ) = θ(B)·Θ(Bˢ)·e, w the series differenced d and D times and e
/// the residuals, of which future ones are 0.
/// </summary>
/// <remarks>
/// The autoregressive polynomials are 1 − φ₁B − …. Producers do not agree on the sign of the others, 1 + θ₁B + … (R, statsmodels)
/// or 1 − θ₁B − … (Box and Jenkins): the sign is the one under which the series has the last residuals that the file stores. Where
/// the file stores none it is the former.
/// </remarks>
internal sealed class ArimaForecast
{
    // How much nearer to the stored residuals the less usual sign has to come.
    private const double Clearly = 0.1;

    private readonly double[] series;
    private readonly double[] past;
    private readonly double[] moving;
    private readonly double[] residuals;
    private readonly double constant;

    private ArimaForecast(Arima arima, double[] series, int sign, IReadOnlyList<double> stored)
    {
        this.series = series;
        double[] autoregressive = Product(
            Polynomial(arima.Nonseasonal.Autoregressive, 1, -1), Polynomial(arima.Seasonal.Autoregressive, arima.Period, -1));
        double[] complete = autoregressive;
        for (int i = 0; i < arima.Nonseasonal.Differences; i++)
        {
            complete = Product(complete, [1, -1]);
        }

        for (int i = 0; i < arima.Seasonal.Differences; i++)
        {
            complete = Product(complete, Polynomial([1], arima.Period, -1));
        }

        past = [.. complete.Skip(1).Select(coefficient => -coefficient)];
        moving =
        [
            .. Product(
                Polynomial(arima.Nonseasonal.MovingAverage, 1, sign), Polynomial(arima.Seasonal.MovingAverage, arima.Period, sign)).Skip(1),
        ];
        constant = arima.Constant * autoregressive.Sum();
        residuals = new double[series.Length];
        Conditional = ComputeResiduals(stored);
    }

    /// <summary>The last residuals by the series alone, as many as are stored.</summary>
    private double[] Conditional { get; }

    /// <summary>The forecasts 1, 2, … steps after the end of the series; null where the series is too short.</summary>
    /// <param name="arima">The model.</param>
    /// <param name="series">The series, from the earliest value on.</param>
    /// <param name="steps">How many steps.</param>
    public static double[]? Of(Arima arima, IReadOnlyList<double> series, int steps)
    {
        double[] values = [.. series];
        IReadOnlyList<double> stored = arima.Seasonal.Residuals.Length > arima.Nonseasonal.Residuals.Length
            ? arima.Seasonal.Residuals
            : arima.Nonseasonal.Residuals;
        if (stored.Count > values.Length)
        {
            return null;
        }

        var plus = new ArimaForecast(arima, values, 1, stored);
        if (values.Length < plus.past.Length)
        {
            return null;
        }

        var minus = new ArimaForecast(arima, values, -1, stored);
        return (minus.Distance(stored) < Clearly * plus.Distance(stored) ? minus : plus).Forecast(steps);
    }

    // From the first value that has enough before it; the residuals before are taken to be 0. Stored ones replace the last.
    private double[] ComputeResiduals(IReadOnlyList<double> stored)
    {
        for (int t = past.Length; t < series.Length; t++)
        {
            residuals[t] = series[t] - Step(series, t);
        }

        int first = series.Length - stored.Count;
        double[] conditional = residuals[first..];
        for (int i = 0; i < stored.Count; i++)
        {
            residuals[first + i] = stored[i];
        }

        return conditional;
    }

    private double Distance(IReadOnlyList<double> stored) =>
        Conditional.Zip(stored, (computed, known) => (computed - known) * (computed - known)).Sum();

    private double[] Forecast(int steps)
    {
        double[] values = [.. series, .. new double[steps]];
        for (int t = series.Length; t < values.Length; t++)
        {
            values[t] = Step(values, t);
        }

        return values[series.Length..];
    }

    // The value at t but for its own residual, from what was before.
    private double Step(double[] values, int t)
    {
        double sum = constant;
        for (int i = 0; i < past.Length; i++)
        {
            sum += past[i] * values[t - i - 1];
        }

        for (int i = 0; i < moving.Length; i++)
        {
            int at = t - i - 1;
            sum += at >= 0 && at < residuals.Length ? moving[i] * residuals[at] : 0;
        }

        return sum;
    }

    // 1 ± c₁·Bˢ ± c₂·B²ˢ …
    private static double[] Polynomial(IReadOnlyList<double> coefficients, int period, int sign)
    {
        double[] polynomial = new double[(coefficients.Count * period) + 1];
        polynomial[0] = 1;
        for (int i = 0; i < coefficients.Count; i++)
        {
            polynomial[(i + 1) * period] = sign * coefficients[i];
        }

        return polynomial;
    }

    private static double[] Product(double[] left, double[] right)
    {
        double[] product = new double[left.Length + right.Length - 1];
        for (int i = 0; i < left.Length; i++)
        {
            for (int j = 0; j < right.Length; j++)
            {
                product[i + j] += left[i] * right[j];
            }
        }

        return product;
    }
}
