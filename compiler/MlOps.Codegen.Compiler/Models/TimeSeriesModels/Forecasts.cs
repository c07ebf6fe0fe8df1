using System.Collections.Immutable;

namespace MlOps.Codegen.Compiler.Models.TimeSeriesModels;

/// <summary>Forecasts 1, 2, … steps after the end of a series, from the state that the file stores.</summary>
internal static class Forecasts
{
    /// <summary>Forecasts of exponential smoothing.</summary>
    /// <param name="smoothing">The state.</param>
    /// <param name="phase">Which seasonal effect, from 1, belongs to the end of the series.</param>
    /// <param name="steps">How many steps.</param>
    public static double[] Of(ExponentialSmoothing smoothing, int phase, int steps)
    {
        double[] forecasts = new double[steps];
        double damped = 0;
        double damping = 1;
        for (int h = 1; h <= steps; h++)
        {
            damping *= smoothing.Phi;
            damped += damping;
            double level = smoothing.Trend switch
            {
                TrendKind.None => smoothing.Level,
                TrendKind.Additive => smoothing.Level + (h * smoothing.TrendValue),
                TrendKind.DampedAdditive => smoothing.Level + (damped * smoothing.TrendValue),
                TrendKind.Multiplicative => smoothing.Level * Math.Pow(smoothing.TrendValue, h),
                TrendKind.DampedMultiplicative => smoothing.Level * Math.Pow(smoothing.TrendValue, damped),
                _ => throw new InvalidOperationException($"unknown trend {smoothing.Trend}"),
            };
            if (smoothing.Seasonality is { } seasonality)
            {
                long place = ((long)phase + h - 1) % seasonality.Effects.Length;
                double effect = seasonality.Effects[(int)place];
                level = seasonality.IsMultiplicative ? level * effect : level + effect;
            }

            forecasts[h - 1] = level;
        }

        return forecasts;
    }

    /// <summary>Forecasts of a state space model: a list of steps for each value that is measured.</summary>
    /// <param name="space">The state and the matrices.</param>
    /// <param name="steps">How many steps.</param>
    public static double[][] Of(StateSpace space, int steps)
    {
        double[][] forecasts = [.. space.Measurement.Select(_ => new double[steps])];
        double[] state = [.. space.State];
        for (int h = 0; h < steps; h++)
        {
            double[] measured = Product(space.Measurement, state);
            for (int i = 0; i < forecasts.Length; i++)
            {
                forecasts[i][h] = measured[i] + (space.InterceptOfState ? 0 : space.Intercept[i]);
            }

            state = Product(space.Transition, state);
            for (int i = 0; i < state.Length && space.InterceptOfState; i++)
            {
                state[i] += space.Intercept[i];
            }
        }

        return forecasts;
    }

    private static double[] Product(ImmutableArray<ImmutableArray<double>> matrix, double[] vector)
    {
        double[] product = new double[matrix.Length];
        for (int row = 0; row < product.Length; row++)
        {
            for (int column = 0; column < vector.Length; column++)
            {
                product[row] += matrix[row][column] * vector[column];
            }
        }

        return product;
    }
}
