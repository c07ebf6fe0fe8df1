using System.Numerics;

namespace MlOps.Runtime;

/// <summary>
/// Weighted sums of a kernel function of a row and each of several fixed vectors. Instances are immutable; scoring allocates
/// nothing.
/// </summary>
public abstract class KernelSum
{
    private readonly double[] constants;
    private readonly double[] coefficients;

    private KernelSum(
        int inputs, ReadOnlySpan<double> vectors, ReadOnlySpan<double> constants, ReadOnlySpan<double> coefficients)
    {
        Vectors = new LaneBlocks(inputs, vectors);
        this.constants = constants.ToArray();
        this.coefficients = coefficients.ToArray();
    }

    private protected LaneBlocks Vectors { get; }

    /// <summary>Sums of (γ·⟨x, v⟩ + c)^d.</summary>
    /// <param name="inputs">How many coordinates a row has, at least 1.</param>
    /// <param name="vectors">Coordinates, vector after vector.</param>
    /// <param name="constants">Where each sum starts.</param>
    /// <param name="coefficients">Sum after sum, a coefficient per vector; one that is 0 leaves the vector out.</param>
    /// <param name="gamma">γ.</param>
    /// <param name="coef0">c.</param>
    /// <param name="degree">d.</param>
    public static KernelSum Polynomial(
        int inputs,
        ReadOnlySpan<double> vectors,
        ReadOnlySpan<double> constants,
        ReadOnlySpan<double> coefficients,
        double gamma,
        double coef0,
        double degree) => new PolynomialSum(inputs, vectors, constants, coefficients, gamma, coef0, degree);

    /// <summary>Sums of tanh(γ·⟨x, v⟩ + c).</summary>
    /// <param name="inputs">How many coordinates a row has, at least 1.</param>
    /// <param name="vectors">Coordinates, vector after vector.</param>
    /// <param name="constants">Where each sum starts.</param>
    /// <param name="coefficients">Sum after sum, a coefficient per vector; one that is 0 leaves the vector out.</param>
    /// <param name="gamma">γ.</param>
    /// <param name="coef0">c.</param>
    public static KernelSum Sigmoid(
        int inputs,
        ReadOnlySpan<double> vectors,
        ReadOnlySpan<double> constants,
        ReadOnlySpan<double> coefficients,
        double gamma,
        double coef0) => new SigmoidSum(inputs, vectors, constants, coefficients, gamma, coef0);

    /// <summary>Sums of exp(−f · Σ (|x − v| / l)^p).</summary>
    /// <param name="inputs">How many coordinates a row has, at least 1.</param>
    /// <param name="vectors">Coordinates, vector after vector.</param>
    /// <param name="constants">Where each sum starts.</param>
    /// <param name="coefficients">Sum after sum, a coefficient per vector; one that is 0 leaves the vector out.</param>
    /// <param name="factor">f.</param>
    /// <param name="power">p.</param>
    /// <param name="lengths">l per coordinate; empty where all are 1.</param>
    public static KernelSum Exponential(
        int inputs,
        ReadOnlySpan<double> vectors,
        ReadOnlySpan<double> constants,
        ReadOnlySpan<double> coefficients,
        double factor,
        double power,
        ReadOnlySpan<double> lengths) => new ExponentialSum(inputs, vectors, constants, coefficients, factor, power, lengths);

    /// <summary>Computes the sums, each in the order of the vectors.</summary>
    /// <param name="row">The row's coordinates; NaN is missing.</param>
    /// <param name="sums">Receives the sums; all are NaN where any coordinate is.</param>
    public void Sum(ReadOnlySpan<double> row, Span<double> sums)
    {
        foreach (double coordinate in row)
        {
            if (double.IsNaN(coordinate))
            {
                sums.Fill(double.NaN);
                return;
            }
        }

        constants.CopyTo(sums);
        for (int block = 0; block < Vectors.Blocks; block++)
        {
            Vector<double> combined = Combine(row, block);
            for (int lane = 0; lane < Vectors.Filled(block); lane++)
            {
                double value = Finish(combined[lane]);
                int at = (block * LaneBlocks.Lanes) + lane;
                for (int result = 0; result < sums.Length; result++, at += Vectors.Count)
                {
                    if (coefficients[at] != 0)
                    {
                        sums[result] += coefficients[at] * value;
                    }
                }
            }
        }
    }

    // The sum over the coordinates, for each vector of a block.
    private protected abstract Vector<double> Combine(ReadOnlySpan<double> row, int block);

    // What the function makes of that sum.
    private protected abstract double Finish(double sum);

    private sealed class PolynomialSum(
        int inputs,
        ReadOnlySpan<double> vectors,
        ReadOnlySpan<double> constants,
        ReadOnlySpan<double> coefficients,
        double gamma,
        double coef0,
        double degree) : KernelSum(inputs, vectors, constants, coefficients)
    {
        private protected override Vector<double> Combine(ReadOnlySpan<double> row, int block) =>
            Vectors.Dot(block, row, Vector<double>.Zero);

        private protected override double Finish(double sum) => ScalarMath.Power((gamma * sum) + coef0, degree);
    }

    private sealed class SigmoidSum(
        int inputs,
        ReadOnlySpan<double> vectors,
        ReadOnlySpan<double> constants,
        ReadOnlySpan<double> coefficients,
        double gamma,
        double coef0) : KernelSum(inputs, vectors, constants, coefficients)
    {
        private protected override Vector<double> Combine(ReadOnlySpan<double> row, int block) =>
            Vectors.Dot(block, row, Vector<double>.Zero);

        private protected override double Finish(double sum) => Math.Tanh((gamma * sum) + coef0);
    }

    private sealed class ExponentialSum : KernelSum
    {
        private readonly double factor;
        private readonly double power;
        private readonly double[] lengths;

        public ExponentialSum(
            int inputs,
            ReadOnlySpan<double> vectors,
            ReadOnlySpan<double> constants,
            ReadOnlySpan<double> coefficients,
            double factor,
            double power,
            ReadOnlySpan<double> lengths)
            : base(inputs, vectors, constants, coefficients)
        {
            this.factor = factor;
            this.power = power;
            this.lengths = lengths.ToArray();
        }

        private protected override Vector<double> Combine(ReadOnlySpan<double> row, int block)
        {
            ReadOnlySpan<double> coordinates = Vectors.Of(block);
            Vector<double> sum = Vector<double>.Zero;
            for (int i = 0; i < row.Length; i++)
            {
                Vector<double> difference = new Vector<double>(row[i])
                    - new Vector<double>(coordinates.Slice(i * LaneBlocks.Lanes, LaneBlocks.Lanes));
                if (lengths.Length > 0)
                {
                    difference /= new Vector<double>(lengths[i]);
                }

                sum += power switch
                {
                    1 => Vector.Abs(difference),
                    2 => difference * difference,
                    _ => Powers(Vector.Abs(difference)),
                };
            }

            return sum;
        }

        private protected override double Finish(double sum) => ScalarMath.Exp(-(factor * sum));

        private Vector<double> Powers(Vector<double> bases)
        {
            Span<double> powers = stackalloc double[LaneBlocks.Lanes];
            for (int lane = 0; lane < powers.Length; lane++)
            {
                powers[lane] = Math.Pow(bases[lane], power);
            }

            return new Vector<double>(powers);
        }
    }
}
