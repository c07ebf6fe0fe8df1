namespace MlOps.Codegen.Compiler.Models.SupportVectorMachineModels;

/// <summary>Sums of products as if computed in twice the precision, for what is summed up when a model is compiled.</summary>
/// <remarks>T. Ogita, S. M. Rump, S. Oishi, "Accurate Sum and Dot Product", SIAM J. Sci. Comput. 26 (2005), algorithm 5.3.</remarks>
internal static class CompensatedSum
{
    /// <summary>The sum of the products of pairs.</summary>
    /// <param name="pairs">The pairs, finite.</param>
    public static double Of(IEnumerable<(double Left, double Right)> pairs)
    {
        double sum = 0;
        double error = 0;
        foreach ((double left, double right) in pairs)
        {
            double product = left * right;
            double productError = Math.FusedMultiplyAdd(left, right, -product);
            double next = sum + product;
            double part = next - sum;
            double sumError = (sum - (next - part)) + (product - part);
            error += productError + sumError;
            sum = next;
        }

        return sum + error;
    }
}
