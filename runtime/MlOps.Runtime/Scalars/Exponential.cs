using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlOps.Runtime;

/// <summary>The exponential function, the same to the last bit for one number and for several at once, on every processor.</summary>
/// <remarks>
/// The method of S. Nagy, "ARM optimized routines", which the C library of Linux uses: e^x is 2^(k/128) · e^r with a whole k, |r| at most
/// ln 2 / 256, the power from a table and e^r by a polynomial of degree 5. The error is below 0.52 units in the last place. Its
/// multiplications and additions are fused where that library fuses them on processors that can, so that results are those of
/// <see cref="Math.Exp"/> there; elsewhere a library's function may differ by a unit in the last place.
/// </remarks>
internal static class Exponential
{
    private const int TableBits = 7;
    private const long TableMask = (1 << TableBits) - 1;
    private const int ExponentShift = 52 - TableBits;

    // An entry has sixteen bytes.
    private const int EntryShift = 4;

    // 128 / ln 2, and ln 2 / 128 in two parts, of which the first has so few bits that its product with a whole number is exact.
    private const double InverseStep = 1.4426950408889634 * (1 << TableBits);
    private const double NegativeStepHigh = -0.005415212348111709;
    private const double NegativeStepLow = -1.2864023111638344e-14;

    // Adding it leaves a small number, rounded to an integer, in a double's last bits.
    private const double IntegerBits = 6755399441055744;

    // Beyond, the library takes another way.
    private const double Far = 512;

    private const double C2 = 0.49999999999996786;
    private const double C3 = 0.16666666666665886;
    private const double C4 = 0.0416666808410674;
    private const double C5 = 0.008333335853059549;

    // Of each i / 128: how much larger the power of 2 is than its double, relative to that, and the double's bits less i · 2^45.
    private static ReadOnlySpan<ulong> Table =>
    [
        0x0000000000000000, 0x3FF0000000000000, 0x3C9B3B4F1A88BF6E, 0x3FEFF63DA9FB3335,
        0xBC7160139CD8DC5C, 0x3FEFEC9A3E778061, 0xBC905E7A108766D0, 0x3FEFE315E86E7F85,
        0x3C8CD2523567F613, 0x3FEFD9B0D3158574, 0xBC8BCE8023F98EFA, 0x3FEFD06B29DDF6DE,
        0x3C60F74E61E6C861, 0x3FEFC74518759BC8, 0x3C90A3E45B33D398, 0x3FEFBE3ECAC6F383,
        0x3C979AA65D837B6C, 0x3FEFB5586CF9890F, 0x3C8EB51A92FDEFFB, 0x3FEFAC922B7247F7,
        0x3C3EBE3D702F9CD1, 0x3FEFA3EC32D3D1A2, 0xBC6A033489906E0B, 0x3FEF9B66AFFED31B,
        0xBC9556522A2FBD0D, 0x3FEF9301D0125B51, 0xBC5080EF8C4EEA54, 0x3FEF8ABDC06C31CC,
        0xBC91C923B9D5F415, 0x3FEF829AAEA92DE0, 0x3C80D3E3E95C55AE, 0x3FEF7A98C8A58E51,
        0xBC801B15EAA59347, 0x3FEF72B83C7D517B, 0xBC8F1FF055DE323C, 0x3FEF6AF9388C8DEA,
        0x3C8B898C3F1353BF, 0x3FEF635BEB6FCB75, 0xBC96D99C7611EB26, 0x3FEF5BE084045CD4,
        0x3C9AECF73E3A2F5F, 0x3FEF54873168B9AA, 0xBC8FE782CB86389D, 0x3FEF4D5022FCD91D,
        0x3C8A6F4144A6C38C, 0x3FEF463B88628CD6, 0x3C807A05B0E4047D, 0x3FEF3F49917DDC96,
        0x3C968EFDE3A8A893, 0x3FEF387A6E756238, 0x3C875E18F274487D, 0x3FEF31CE4FB2A63F,
        0x3C80472B981FE7F1, 0x3FEF2B4565E27CDD, 0xBC96B87B3F71085D, 0x3FEF24DFE1F56381,
        0x3C82F7E16D09AB31, 0x3FEF1E9DF51FDEE1, 0xBC3D219B1A6FBFFA, 0x3FEF187FD0DAD990,
        0x3C8B3782720C0AB3, 0x3FEF1285A6E4030B, 0x3C6E149289CECB8E, 0x3FEF0CAFA93E2F56,
        0x3C834D754DB0ABB5, 0x3FEF06FE0A31B715, 0x3C864201E2AC744C, 0x3FEF0170FC4CD831,
        0x3C8FDD395DD3F84A, 0x3FEEFC08B26416FF, 0xBC86A3803B8E5B04, 0x3FEEF6C55F929FF1,
        0xBC924AEDCC4B5068, 0x3FEEF1A7373AA9CB, 0xBC9907F81B512D8E, 0x3FEEECAE6D05D866,
        0xBC71D1E83E9436D2, 0x3FEEE7DB34E59FF7, 0xBC991919B3CE1B14, 0x3FEEE32DC313A8E5,
        0x3C859F48A72A4C6C, 0x3FEEDEA64C123422, 0xBC9312607A286989, 0x3FEEDA4504AC801C,
        0xBC58A78F4817895A, 0x3FEED60A21F72E2A, 0xBC7C2C9B67499A1B, 0x3FEED1F5D950A897,
        0x3C4363ED60C2AC11, 0x3FEECE086061892D, 0x3C9666093B0664EF, 0x3FEECA41ED1D0057,
        0x3C6ECCE1DAA10378, 0x3FEEC6A2B5C13CD0, 0x3C93FF8E3F0F1230, 0x3FEEC32AF0D7D3DE,
        0x3C7690CEBB7AAFB0, 0x3FEEBFDAD5362A27, 0x3C931DBDEB54E076, 0x3FEEBCB299FDDD0D,
        0xBC8F94340071A38E, 0x3FEEB9B2769D2CA7, 0xBC87DECCDC93A349, 0x3FEEB6DAA2CF6642,
        0xBC78DEC6BD0F385F, 0x3FEEB42B569D4F82, 0xBC861246EC7B5CF5, 0x3FEEB1A4CA5D920F,
        0x3C93350518FDD78D, 0x3FEEAF4736B527DA, 0x3C7B98B72F8A9B05, 0x3FEEAD12D497C7FD,
        0x3C9063E1E21C5409, 0x3FEEAB07DD485429, 0x3C34C7855019C6E9, 0x3FEEA9268A5946B7,
        0x3C9432E62B64C035, 0x3FEEA76F15AD2148, 0xBC8CE44A6199769F, 0x3FEEA5E1B976DC09,
        0xBC8C33C53BEF4DA7, 0x3FEEA47EB03A5585, 0xBC845378892BE9AE, 0x3FEEA34634CCC320,
        0xBC93CEDD78565857, 0x3FEEA23882552225, 0x3C5710AA807E1963, 0x3FEEA155D44CA973,
        0xBC93B3EFBF5E2228, 0x3FEEA09E667F3BCD, 0xBC6A12AD8734B981, 0x3FEEA012750BDABF,
        0xBC6367EFB86DA9EE, 0x3FEE9FB23C651A2F, 0xBC80DC3D54E08851, 0x3FEE9F7DF9519484,
        0xBC781F647E5A3ECE, 0x3FEE9F75E8EC5F74, 0xBC86EE4AC08B7DAF, 0x3FEE9F9A48A58174,
        0xBC8619321E55E68A, 0x3FEE9FEB564267C9, 0x3C909CCB5E09D4D2, 0x3FEEA0694FDE5D3F,
        0xBC7B32DCB94DA51C, 0x3FEEA11473EB0187, 0x3C94ECFD5467C06B, 0x3FEEA1ED0130C132,
        0x3C65EBE1ABD66C54, 0x3FEEA2F336CF4E62, 0xBC88A1C52FB3CF41, 0x3FEEA427543E1A12,
        0xBC9369B6F13B3733, 0x3FEEA589994CCE13, 0xBC805E843A19FF1E, 0x3FEEA71A4623C7AD,
        0xBC94D450D872576D, 0x3FEEA8D99B4492ED, 0x3C90AD675B0E8A00, 0x3FEEAAC7D98A6699,
        0x3C8DB72FC1F0EAB4, 0x3FEEACE5422AA0DB, 0xBC65B6609CC5E7FF, 0x3FEEAF3216B5448C,
        0x3C7BF68359F35F44, 0x3FEEB1AE99157736, 0xBC93091FA71E3D82, 0x3FEEB45B0B91FFC6,
        0xBC5DA9B88B6C1E28, 0x3FEEB737B0CDC5E5, 0xBC6C23F97C90B958, 0x3FEEBA44CBC8520F,
        0xBC92434322F4F9A9, 0x3FEEBD829FDE4E50, 0xBC85CA6CD7668E4A, 0x3FEEC0F170CA07BA,
        0x3C71AFFC2B91CE27, 0x3FEEC49182A3F090, 0x3C6DD235E10A73BA, 0x3FEEC86319E32323,
        0xBC87C50422622262, 0x3FEECC667B5DE565, 0x3C8B1C86E3E231D4, 0x3FEED09BEC4A2D33,
        0xBC91BBD1D3BCBB14, 0x3FEED503B23E255D, 0x3C90CC319CEE31D2, 0x3FEED99E1330B358,
        0x3C8469846E735AB2, 0x3FEEDE6B5579FDBF, 0xBC82DFCD978E9DB4, 0x3FEEE36BBFD3F37A,
        0x3C8C1A7792CB3386, 0x3FEEE89F995AD3AD, 0xBC907B8F4AD1D9F9, 0x3FEEEE07298DB666,
        0xBC55C3D956DCAEB9, 0x3FEEF3A2B84F15FB, 0xBC90A40E3DA6F63F, 0x3FEEF9728DE5593A,
        0xBC68D6F438AD9333, 0x3FEEFF76F2FB5E47, 0xBC91EEE26B588A35, 0x3FEF05B030A1064A,
        0x3C74FFD70A5FDDCD, 0x3FEF0C1E904BC1D2, 0xBC91BDFBFA9298AC, 0x3FEF12C25BD71E09,
        0x3C736EAE30AF0CB3, 0x3FEF199BDD85529C, 0x3C8EE3325C9FFD93, 0x3FEF20AB5FFFD07A,
        0x3C84E08FD10959AC, 0x3FEF27F12E57D14B, 0x3C63CDAF384E1A66, 0x3FEF2F6D9406E7B5,
        0x3C676B2C6C921967, 0x3FEF3720DCEF9069, 0xBC808A1883CCB5D1, 0x3FEF3F0B555DC3FA,
        0xBC8FAD5D3FFFFA6E, 0x3FEF472D4A07897C, 0xBC900DAE3875A948, 0x3FEF4F87080D89F2,
        0x3C74A385A63D07A7, 0x3FEF5818DCFBA487, 0xBC82919E2040220E, 0x3FEF60E316C98398,
        0x3C8E5A50D5C192AC, 0x3FEF69E603DB3285, 0x3C843A59AC016B4A, 0x3FEF7321F301B460,
        0xBC82D52107B43E1F, 0x3FEF7C97337B9B5F, 0xBC892AB93B470DC8, 0x3FEF864614F5A129,
        0x3C74B604603A88D3, 0x3FEF902EE78B3FF6, 0x3C83C5EC519D7271, 0x3FEF9A51FBC74C83,
        0xBC8FF7128FD391F0, 0x3FEFA4AFA2A490DA, 0xBC8DAE98E223747C, 0x3FEFAF482D8E67F1,
        0x3C8EC3BC41AA2008, 0x3FEFBA1BEE615A27, 0x3C842B94C3A9EB32, 0x3FEFC52B376BBA97,
        0x3C8A64A931D185ED, 0x3FEFD0765B6E4540, 0xBC8E37BAE43BE3EC, 0x3FEFDBFDAD9CBE14,
        0x3C77893B4D91CD9C, 0x3FEFE7C1819E90D8, 0x3C5305C14160CC89, 0x3FEFF3C22B8F71F1,
    ];

    /// <summary>e to a number from −708 to 709.</summary>
    /// <param name="x">The exponent; NaN gives NaN.</param>
    public static double Exp(double x)
    {
        double whole = Math.FusedMultiplyAdd(InverseStep, x, IntegerBits);
        long k = BitConverter.DoubleToInt64Bits(whole);
        whole -= IntegerBits;
        double r = Math.FusedMultiplyAdd(whole, NegativeStepLow, Math.FusedMultiplyAdd(whole, NegativeStepHigh, x));
        ref ulong entry = ref Entry(k);
        double rest = BitConverter.UInt64BitsToDouble(entry);
        double power = BitConverter.UInt64BitsToDouble(Unsafe.Add(ref entry, 1) + ((ulong)k << ExponentShift));
        double square = r * r;
        double more = Math.FusedMultiplyAdd(
            square * square,
            Math.FusedMultiplyAdd(r, C5, C4),
            Math.FusedMultiplyAdd(square, Math.FusedMultiplyAdd(r, C3, C2), rest + r));
        return x <= -Far ? power + (power * more) : Math.FusedMultiplyAdd(power, more, power);
    }

    /// <summary>e to each number, as <see cref="ScalarMath.Exp"/> gives it.</summary>
    /// <remarks>Written where it is called, and without calls of its own: constants stay in registers from one step of a loop to the next.</remarks>
    /// <param name="exponents">The exponents.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Exp(Vector256<double> exponents)
    {
        // Of the processor's own, the second operand is the result where either is NaN.
        Vector256<double> x = Avx.IsSupported
            ? Avx.Min(Vector256.Create(ScalarMath.LargestExponent), exponents)
            : Vector256.Min(Vector256.Create(ScalarMath.LargestExponent), exponents);
        Vector256<double> whole = Vector256.FusedMultiplyAdd(Vector256.Create(InverseStep), x, Vector256.Create(IntegerBits));
        Vector256<long> k = whole.AsInt64();
        whole -= Vector256.Create(IntegerBits);
        Vector256<double> r = Vector256.FusedMultiplyAdd(
            whole, Vector256.Create(NegativeStepLow), Vector256.FusedMultiplyAdd(whole, Vector256.Create(NegativeStepHigh), x));
        (Vector256<double> rest, Vector256<long> step) = Entries(k);
        Vector256<double> power = (step + (k << ExponentShift)).AsDouble();
        Vector256<double> square = r * r;
        Vector256<double> more = Vector256.FusedMultiplyAdd(
            square * square,
            Vector256.FusedMultiplyAdd(r, Vector256.Create(C5), Vector256.Create(C4)),
            Vector256.FusedMultiplyAdd(square, Vector256.FusedMultiplyAdd(r, Vector256.Create(C3), Vector256.Create(C2)), rest + r));
        Vector256<double> result = Vector256.FusedMultiplyAdd(power, more, power);
        Vector256<double> far = Vector256.LessThanOrEqual(x, Vector256.Create(-Far));
        if (far.ExtractMostSignificantBits() != 0)
        {
            result = Vector256.ConditionalSelect(far, power + (power * more), result);
            result &= ~Vector256.LessThan(x, Vector256.Create(ScalarMath.SmallestExponent));
        }

        return result;
    }

    /// <summary>e to each number, as <see cref="ScalarMath.Exp"/> gives it; for processors that have AVX-512.</summary>
    /// <remarks>Written where it is called, and without calls of its own: constants stay in registers from one step of a loop to the next.</remarks>
    /// <param name="exponents">The exponents.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> exponents)
    {
        // The second operand is the result where either is NaN.
        Vector512<double> x = Avx512F.Min(Vector512.Create(ScalarMath.LargestExponent), exponents);
        Vector512<double> whole = Vector512.FusedMultiplyAdd(Vector512.Create(InverseStep), x, Vector512.Create(IntegerBits));
        Vector512<long> k = whole.AsInt64();
        whole -= Vector512.Create(IntegerBits);
        Vector512<double> r = Vector512.FusedMultiplyAdd(
            whole, Vector512.Create(NegativeStepLow), Vector512.FusedMultiplyAdd(whole, Vector512.Create(NegativeStepHigh), x));

        (Vector512<double> rest, Vector512<long> step) = Entries(k);
        Vector512<double> power = (step + (k << ExponentShift)).AsDouble();
        Vector512<double> square = r * r;
        Vector512<double> more = Vector512.FusedMultiplyAdd(
            square * square,
            Vector512.FusedMultiplyAdd(r, Vector512.Create(C5), Vector512.Create(C4)),
            Vector512.FusedMultiplyAdd(square, Vector512.FusedMultiplyAdd(r, Vector512.Create(C3), Vector512.Create(C2)), rest + r));
        Vector512<double> result = Vector512.FusedMultiplyAdd(power, more, power);
        if (Vector512.LessThanOrEqualAny(x, Vector512.Create(-Far)))
        {
            result = Vector512.ConditionalSelect(Vector512.LessThanOrEqual(x, Vector512.Create(-Far)), power + (power * more), result);
            result &= ~Vector512.LessThan(x, Vector512.Create(ScalarMath.SmallestExponent));
        }

        return result;
    }

    /// <summary>The bits of the table, for whoever checks them.</summary>
    internal static ReadOnlySpan<ulong> TableBitsOf => Table;

    // An entry is read whole, and the entries of neighbours are then exchanged: half as many reads as numbers. Its place goes through memory, which is
    // quicker than to take it out of the vector.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> Tail, Vector512<long> Step) Entries(Vector512<long> k)
    {
        Vector512<long> places = (k & Vector512.Create(TableMask)) << EntryShift;
        ref long place = ref Unsafe.As<Vector512<long>, long>(ref places);
        Vector512<ulong> even = EverySecond(ref place).ToVector512Unsafe().WithUpper(EverySecond(ref Unsafe.Add(ref place, 4)));
        Vector512<ulong> odd = EverySecond(ref Unsafe.Add(ref place, 1)).ToVector512Unsafe().WithUpper(EverySecond(ref Unsafe.Add(ref place, 5)));
        return (Avx512F.UnpackLow(even, odd).AsDouble(), Avx512F.UnpackHigh(even, odd).AsInt64());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> Tail, Vector256<long> Step) Entries(Vector256<long> k)
    {
        Vector256<long> places = (k & Vector256.Create(TableMask)) << EntryShift;
        ref long place = ref Unsafe.As<Vector256<long>, long>(ref places);
        Vector256<ulong> even = EverySecond(ref place);
        Vector256<ulong> odd = EverySecond(ref Unsafe.Add(ref place, 1));
        return Avx2.IsSupported
            ? (Avx2.UnpackLow(even, odd).AsDouble(), Avx2.UnpackHigh(even, odd).AsInt64())
            : (Vector256.Create(even[0], odd[0], even[2], odd[2]).AsDouble(), Vector256.Create(even[1], odd[1], even[3], odd[3]).AsInt64());
    }

    // Put together from below: the general form begins with what was in the register before, and waits for it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> EverySecond(ref long place) =>
        Pair(place).ToVector256Unsafe().WithUpper(Pair(Unsafe.Add(ref place, 2)));

    // An entry by how many bytes stand before it; the place is within the table, since it was masked.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Pair(long place) =>
        Vector128.LoadUnsafe(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetReference(Table), (nint)place));

    // The index has seven bits, whatever the number is.
    private static ref ulong Entry(long k) => ref Unsafe.Add(ref MemoryMarshal.GetReference(Table), (nint)(2 * (k & TableMask)));
}
