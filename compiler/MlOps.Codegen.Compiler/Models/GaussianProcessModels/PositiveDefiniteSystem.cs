using System.Runtime.Intrinsics;

namespace MlOps.Codegen.Compiler.Models.GaussianProcessModels;

/// <summary>Linear equations with a symmetric, positive definite matrix: Cholesky's factors, then iterative refinement.</summary>
/// <remarks>
/// Sums run in four fixed strands, so that every machine gets the same bits. Residuals are computed in about twice the
/// precision (T. Ogita, S. M. Rump, S. Oishi, "Accurate Sum and Dot Product", 2005): the solution is accurate nearly to the last
/// bit as long as the matrix is not singular to working precision.
/// </remarks>
internal sealed class PositiveDefiniteSystem
{
    private const int Refinements = 3;

    private readonly int size;
    private readonly double[] matrix;
    private readonly double[] factor;

    private PositiveDefiniteSystem(int size, double[] matrix, double[] factor)
    {
        this.size = size;
        this.matrix = matrix;
        this.factor = factor;
    }

    /// <summary>Factors a matrix.</summary>
    /// <param name="size">How many rows.</param>
    /// <param name="matrix">The matrix, row after row.</param>
    /// <returns>The equations; null where the matrix is not positive definite to working precision.</returns>
    public static PositiveDefiniteSystem? Factor(int size, double[] matrix)
    {
        double[] factor = new double[matrix.Length];
        for (int row = 0; row < size; row++)
        {
            Span<double> current = factor.AsSpan(row * size, row + 1);
            for (int column = 0; column < row; column++)
            {
                ReadOnlySpan<double> other = factor.AsSpan(column * size, column + 1);
                current[column] = (matrix[(row * size) + column] - Dot(current[..column], other[..column])) / other[column];
            }

            double square = matrix[(row * size) + row] - Dot(current[..row], current[..row]);
            if (!(square > 0) || double.IsInfinity(square))
            {
                return null;
            }

            current[row] = Math.Sqrt(square);
        }

        return new PositiveDefiniteSystem(size, matrix, factor);
    }

    /// <summary>Solves for a right side.</summary>
    /// <param name="rightSide">The right side, a number per row.</param>
    public double[] Solve(ReadOnlySpan<double> rightSide)
    {
        double[] solution = Substitute(rightSide);
        double[] residual = new double[size];
        for (int i = 0; i < Refinements; i++)
        {
            for (int row = 0; row < size; row++)
            {
                residual[row] = Residual(rightSide[row], matrix.AsSpan(row * size, size), solution);
            }

            double[] correction = Substitute(residual);
            for (int row = 0; row < size; row++)
            {
                solution[row] += correction[row];
            }
        }

        return solution;
    }

    // L·Lᵀ·x = b: forwards, then backwards.
    private double[] Substitute(ReadOnlySpan<double> rightSide)
    {
        double[] x = rightSide.ToArray();
        for (int row = 0; row < size; row++)
        {
            x[row] = (x[row] - Dot(factor.AsSpan(row * size, row), x.AsSpan(0, row))) / factor[(row * size) + row];
        }

        for (int row = size - 1; row >= 0; row--)
        {
            x[row] /= factor[(row * size) + row];
            for (int i = 0; i < row; i++)
            {
                x[i] -= factor[(row * size) + i] * x[row];
            }
        }

        return x;
    }

    private static double Residual(double rightSide, ReadOnlySpan<double> row, double[] solution)
    {
        double sum = rightSide;
        double error = 0;
        for (int i = 0; i < row.Length; i++)
        {
            double product = -row[i] * solution[i];
            error += Math.FusedMultiplyAdd(-row[i], solution[i], -product);
            double next = sum + product;
            double part = next - sum;
            error += (sum - (next - part)) + (product - part);
            sum = next;
        }

        return sum + error;
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        Vector256<double> strands = Vector256<double>.Zero;
        int i = 0;
        for (; i <= left.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            strands += Vector256.Create(left.Slice(i, Vector256<double>.Count)) * Vector256.Create(right.Slice(i, Vector256<double>.Count));
        }

        double sum = ((strands[0] + strands[1]) + strands[2]) + strands[3];
        for (; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
