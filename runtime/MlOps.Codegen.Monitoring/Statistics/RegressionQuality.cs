namespace MlOps.Codegen.Monitoring.Statistics;

/// <summary>How far predicted numbers are from what came.</summary>
public static class RegressionQuality
{
    /// <summary>The mean absolute error, in the unit of the numbers; missing where there are no rows.</summary>
    /// <param name="rows">Predictions and outcomes.</param>
    public static double? MeanAbsoluteError(IReadOnlyCollection<(double Predicted, double Actual)> rows) =>
        rows.Count == 0 ? null : rows.Average(row => Math.Abs(row.Predicted - row.Actual));

    /// <summary>The root of the mean squared error, in the unit of the numbers; missing where there are no rows.</summary>
    /// <param name="rows">Predictions and outcomes.</param>
    public static double? RootMeanSquaredError(IReadOnlyCollection<(double Predicted, double Actual)> rows) =>
        rows.Count == 0 ? null : Math.Sqrt(Residual(rows) / rows.Count);

    /// <summary>The share of the outcomes' variation that is explained, 1 − SSE/SST; at most 1. Missing where outcomes do not vary.</summary>
    /// <param name="rows">Predictions and outcomes.</param>
    public static double? Determination(IReadOnlyCollection<(double Predicted, double Actual)> rows)
    {
        if (rows.Count == 0)
        {
            return null;
        }

        double mean = rows.Average(row => row.Actual);
        double variation = rows.Sum(row => Math.Pow(row.Actual - mean, 2));
        return variation == 0 ? null : 1 - (Residual(rows) / variation);
    }

    /// <summary>Akaike's criterion of a model with normal errors, n·ln(SSE/n) + 2k, up to a constant of the rows' number.</summary>
    /// <param name="rows">Predictions and outcomes.</param>
    /// <param name="parameters">How many parameters the model has.</param>
    /// <returns>The criterion; missing where there are no rows, or no errors.</returns>
    public static double? Akaike(IReadOnlyCollection<(double Predicted, double Actual)> rows, int parameters) => Criterion(rows, 2.0 * parameters);

    /// <summary>Schwarz's criterion, n·ln(SSE/n) + k·ln(n), likewise.</summary>
    /// <param name="rows">Predictions and outcomes.</param>
    /// <param name="parameters">How many parameters the model has.</param>
    public static double? Bayesian(IReadOnlyCollection<(double Predicted, double Actual)> rows, int parameters) =>
        Criterion(rows, rows.Count == 0 ? 0 : parameters * Math.Log(rows.Count));

    private static double? Criterion(IReadOnlyCollection<(double Predicted, double Actual)> rows, double penalty)
    {
        double residual = Residual(rows);
        return residual == 0 ? null : (rows.Count * Math.Log(residual / rows.Count)) + penalty;
    }

    private static double Residual(IEnumerable<(double Predicted, double Actual)> rows) => rows.Sum(row => Math.Pow(row.Predicted - row.Actual, 2));
}
