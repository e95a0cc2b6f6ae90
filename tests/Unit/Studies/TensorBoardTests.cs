using System.Buffers.Binary;
using System.Text;
using MhdNet.Studies;
using MhdNet.Training;

namespace MhdNet.Tests.Experiments;

public sealed class TensorBoardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mhdnet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_term_of_every_epoch_is_an_event_and_an_older_file_is_replaced()
    {
        EpochRecord[] history =
        [
            new(1, 0.001, new Dictionary<string, double> { ["total"] = 2.5, ["kl"] = 0.25 }, 0.125, 3),
            new(2, 0.0005, new Dictionary<string, double> { ["total"] = 1.5, ["kl"] = 0.5 }, double.NaN, double.NaN),
        ];
        TensorBoard.Write(_folder, history);
        TensorBoard.Write(_folder, history);
        var file = Assert.Single(Directory.GetFiles(_folder, "events.out.tfevents.*"));
        var scalars = Records(File.ReadAllBytes(file)).Select(Scalar).Where(scalar => scalar.Tag.Length > 0).ToList();
        Assert.Equal(
            [
                ("learning rate", 1, 0.001f), ("learning rate", 2, 0.0005f),
                ("loss/kl", 1, 0.25f), ("loss/kl", 2, 0.5f), ("loss/total", 1, 2.5f),
                // an epoch without validation has none
                ("loss/total", 2, 1.5f), ("validation/accuracy", 1, 0.125f), ("validation/loss", 1, 3f),
            ],
            scalars.OrderBy(scalar => scalar.Tag, StringComparer.Ordinal).ThenBy(scalar => scalar.Step));
    }

    // a record: length (8), its checksum (4), data, checksum of the data (4): CRC-32C, rotated and shifted by a constant
    private static IEnumerable<byte[]> Records(byte[] file)
    {
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            var data = file.AsSpan(at + 12, length).ToArray();
            Assert.Equal(Masked(data), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            at += length + 16;
            yield return data;
        }
    }

    private static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78u);
            }
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8u;
    }

    // Event: 2 step (varint), 5 summary; Summary: 1 value; Value: 1 tag, 2 simple_value
    private static (string Tag, int Step, float Value) Scalar(byte[] record)
    {
        var (tag, step, value) = ("", 0, 0f);
        Walk(record, (field, number, bytes) =>
        {
            step = field == 2 ? (int)number : step;
            if (field == 5)
            {
                Walk(bytes, (_, _, one) => Walk(one, (inner, bits, text) =>
                {
                    tag = inner == 1 ? Encoding.UTF8.GetString(text) : tag;
                    value = inner == 2 ? BitConverter.UInt32BitsToSingle((uint)bits) : value;
                }));
            }
        });
        return (tag, step, value);
    }

    private static void Walk(byte[] message, Action<int, ulong, byte[]> field)
    {
        var at = 0;
        ulong Varint()
        {
            ulong value = 0;
            for (var shift = 0; ; shift += 7)
            {
                value |= (ulong)(message[at] & 0x7F) << shift;
                if (message[at++] < 0x80)
                {
                    return value;
                }
            }
        }

        while (at < message.Length)
        {
            var key = Varint();
            ulong number = 0;
            byte[] bytes = [];
            switch (key & 7)
            {
                case 0:
                    number = Varint();
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint();
                    bytes = message[at..(at + length)];
                    at += length;
                    break;
                default:
                    number = BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at));
                    at += 4;
                    break;
            }

            field((int)(key >> 3), number, bytes);
        }
    }
}
